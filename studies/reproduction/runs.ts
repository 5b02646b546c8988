// Accentuations, each made once however many claims look at it.
import {
  type Accentuation,
  type Transform,
  type Visualization,
  type VisualizeOptions,
  accentuate,
  box,
  fourier,
  fourierPhase,
  graphCache,
  pixel,
  visualize,
  whole,
} from 'faccent';
import type { Seed, Settings, TriedNetwork } from './subject.js';

/** The rate at which each moves: pixels need a larger one to move as far (see the manual). */
const PARAMETERIZATIONS = {
  fourier: () => ({ parameterization: fourier() }),
  fourierPhase: () => ({ parameterization: fourierPhase() }),
  pixel: () => ({ parameterization: pixel(), learningRate: 0.5 }),
} satisfies Record<string, () => VisualizeOptions>;

export type Parameterized = keyof typeof PARAMETERIZATIONS;

const TRANSFORMS = { box: (views: number) => box({ views }), whole: () => whole() } satisfies Record<
  string,
  (views: number) => Transform
>;

/** What of a run is not as the settings have it. */
export interface How {
  readonly strength?: number;
  /** Where the picture is held close to the photograph. */
  readonly layer?: string;
  readonly parameterization?: Parameterized;
  readonly transform?: keyof typeof TRANSFORMS;
  readonly cutoff?: number;
}

/** Makes what the claims look at. */
export interface Runs {
  readonly accentuated: (seed: Seed, how?: How) => Promise<Accentuation>;
  readonly visualized: (
    target: string,
    parameterization: Parameterized,
    noise: number,
    cutoff?: number,
  ) => Promise<Visualization>;
  readonly release: () => Promise<void>;
}

/** @param say is told what is being made */
export function runsOf(
  { name, model, feature }: TriedNetwork,
  settings: Settings,
  say: (text: string) => void,
): Runs {
  const { canvas, steps, views, randomSeed } = settings;
  const made = new Map<string, Accentuation | Visualization>();
  const cache = graphCache();
  async function once<T extends Accentuation | Visualization>(
    key: unknown,
    make: () => Promise<T>,
  ): Promise<T> {
    const text = JSON.stringify(key);
    if (!made.has(text)) {
      say(`${name} ${text}`);
      made.set(text, await make());
    }
    return made.get(text) as T;
  }
  const optionsOf = ({ parameterization = 'fourier', transform = 'box' }: How) => ({
    ...PARAMETERIZATIONS[parameterization](),
    transform: TRANSFORMS[transform](views),
    steps,
    cache,
  });
  return {
    accentuated: ({ name: photograph, image, target }, how = {}) =>
      once([photograph, target, how], () =>
        accentuate(model, image, feature(target), {
          ...optionsOf(how),
          strength: how.strength ?? settings.strength,
          ...(how.layer && { regularize: how.layer }),
          cutoff: how.cutoff,
          randomSeed,
        }),
      ),
    visualized: (target, parameterization, noise, cutoff) =>
      once(['noise', target, parameterization, noise, cutoff], () =>
        visualize(model, feature(target), [canvas, canvas], {
          ...optionsOf({ parameterization }),
          cutoff,
          randomSeed: noise,
        }),
      ),
    release: () => cache.release(),
  };
}
