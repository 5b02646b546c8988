import {
  type AccentuateOptions,
  type GraphCache,
  type Image,
  type Model,
  type Size,
  type Transform,
  Random,
  accentuation,
  box,
  channel,
  opacityMap,
} from 'faccent';
import { bytesOf, pictureOf } from './pictures.js';
import type { Crop, Machine, RunEnd, RunNews, TurnedWish } from './protocol.js';
import { optionsOf } from './run.js';

/** Of the noise that a run may start from, about the middle of grey. */
const NOISE_DEVIATION = 0.05;

/** A photograph that gives way to noise. @param share of the noise, in [0, 1] */
function noisy(photo: Image, share: number, seed: number): Image {
  if (share === 0) return photo;
  const random = new Random(seed);
  const mixed = photo.data.map((value) => {
    const noise = 0.5 + random.normal(NOISE_DEVIATION);
    return Math.min(1, Math.max(0, (1 - share) * value + share * noise));
  });
  return { ...photo, data: mixed };
}

/** Boxes of a draw, rows of [y, x, height, width] in pixels. */
function cropsOf(boxes: Float32Array, [height, width]: Size): Crop[] {
  return Array.from({ length: boxes.length / 4 }, (_, i) => ({
    ...{ y: boxes[4 * i]! / height, x: boxes[4 * i + 1]! / width },
    ...{ height: boxes[4 * i + 2]! / height, width: boxes[4 * i + 3]! / width },
  }));
}

/** The same transform, which tells the squares that each step looks through. */
const telling = (transform: Transform, tell: (crops: readonly Crop[]) => void): Transform => ({
  ...transform,
  draw: (random, shape, progress) => {
    const drawn = transform.draw(random, shape, progress);
    tell(cropsOf(drawn.boxes as Float32Array, shape.canvas));
    return drawn;
  },
});

/**
 * An accentuation as the article's knobs are turned.
 * @param news is told of each step, and says whether to go on
 * @returns nothing where it was not to go on
 */
export async function turned(
  model: Model,
  photograph: Image,
  { feature, settings, noise, sides, holds, balance }: TurnedWish,
  { cache, ...machine }: Machine & { readonly cache: GraphCache },
  news: (news: RunNews) => boolean | Promise<boolean>,
): Promise<RunEnd | undefined> {
  const seed = noisy(photograph, noise, settings.randomSeed);
  let crops: readonly Crop[] = [];
  const transform = telling(box({ views: settings.views, fraction: sides }), (drawn) => (crops = drawn));
  const options: AccentuateOptions = {
    ...{ ...optionsOf(model, settings, machine), transform, cache, balance },
    regularize: settings.strength > 0 ? holds : null,
  };
  const started = performance.now();
  if (!(await news({ kind: 'start', picture: pictureOf(seed) }))) return undefined;
  const run = accentuation(model, seed, channel({ layer: feature.layer, unit: feature.unit }), options);
  try {
    for (;;) {
      const begun = performance.now();
      const { done, value } = await run.next();
      if (done) {
        const { image, opacity, activation } = value;
        return {
          // nothing is cut off yet: a knob of the article says how much is
          opacity: bytesOf(opacityMap(opacity, image.size, { percentile: 0 })),
          ...{ activation, balance: value.balance, steps: value.steps.length, views: settings.views },
          seconds: (performance.now() - started) / 1000,
        };
      }
      const { step, activation, distance } = value;
      const picture = pictureOf((await value.after!()).image);
      const seconds = (performance.now() - begun) / 1000;
      if (!(await news({ kind: 'step', step: { step, activation, distance, seconds, crops, picture } })))
        return undefined;
    }
  } finally {
    await run.return(undefined as never);
  }
}
