import type { Accentuation } from '../accentuate.js';
import type { Image, Size } from '../image/image.js';
import type { Checkpoint, Step } from '../step/records.js';
import type { Valued, ValueOn } from './between.js';

/** Pictures of a direction that are kept at most, in number and in bytes; and some where they are large. */
const [MOST, BYTES, LEAST] = [64, 2 ** 28, 8];

/** A picture of a run, and how many steps it had. */
export interface PathPicture extends Valued {
  readonly step: number;
}

/** Where a run went: pictures of it, and what the objective is on the whole of each. */
export interface LevelPath {
  /** From where it began; the last is where it ended. */
  readonly pictures: readonly PathPicture[];
  /** Running sum of |∂ activation / ∂ image| (3, h, w), as it ended. */
  readonly opacity: Float32Array;
  readonly balance?: number;
  readonly steps: readonly Step[];
}

/** A step, and what the objective is on the whole picture before it, where that is kept. */
export interface PathStep extends Step {
  readonly whole?: number;
  /** That it is the last, since the run has gone far enough. */
  readonly last?: true;
}

/** Every how many steps a picture is kept, such that those of a direction fit in memory. */
export function keptEvery(steps: number, [height, width]: Size, planes = 3): number {
  const fit = Math.floor(BYTES / (4 * planes * height * width));
  return Math.ceil(steps / Math.min(MOST, Math.max(LEAST, fit)));
}

/** A step's numbers alone: pictures take memory, and what it stood on is gone. */
const numbersOf = ({ step, activation, distance, against, dead, note }: Step): Step => ({
  ...{ step, activation },
  ...(distance !== undefined && { distance }),
  ...(against && { against }),
  ...(dead && { dead }),
  ...(note !== undefined && { note }),
});

/** How a run is followed. */
export interface FollowOptions {
  /** The checkpoint that it goes on from. */
  readonly from?: Checkpoint;
  /** Asked of the objective on each picture: whether the run is to end there. */
  readonly isFar?: (activation: number) => boolean;
}

/**
 * Follows a run that takes snapshots, and looks at each on the whole, until it has gone far enough or ends.
 * @param run as `accentuation`, with the option `snapshots`
 */
export async function* followed(
  run: AsyncGenerator<Step, Accentuation, void>,
  valueOn: ValueOn,
  { from, isFar = () => false }: FollowOptions = {},
): AsyncGenerator<PathStep, LevelPath, void> {
  const pictures: PathPicture[] = [];
  const add = async (step: number, image: Image): Promise<number> => {
    const activation = await valueOn(image);
    pictures.push({ step, image, activation });
    return activation;
  };
  const endedAt = ({ state, balance, steps }: Checkpoint): LevelPath => ({
    ...{ pictures, opacity: state.opacity!, balance, steps: steps.map(numbersOf) },
  });
  try {
    for (const { step, image } of from?.steps ?? []) if (image) await add(step, image);
    if (pictures.length > 0 && isFar(pictures.at(-1)!.activation)) return endedAt(from!);
    for (;;) {
      const next = await run.next();
      if (next.done) {
        const { image, opacity, balance, steps } = next.value;
        await add(steps.length, image);
        return { pictures, opacity, balance, steps: steps.map(numbersOf) };
      }
      const step = next.value;
      const whole = step.image && (await add(step.step, step.image));
      // before it goes on: what a step stands on is to be had until the next
      const checkpoint = whole !== undefined && isFar(whole) ? await step.checkpoint!() : undefined;
      yield { ...step, ...(whole !== undefined && { whole }), ...(checkpoint && { last: true }) };
      if (checkpoint) return endedAt(checkpoint);
    }
  } finally {
    await run.return(undefined as never);
  }
}
