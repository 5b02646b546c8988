import type { Image } from '../image/image.js';
import { type Valued, type ValueOn, between } from './between.js';
import type { LevelPath, PathPicture } from './path.js';

/** A picture at a level. */
export interface Found {
  /** The objective on the whole picture. */
  readonly reached: number;
  readonly image: Image;
  /** After how many steps it is; between two of them it has a part of the second. */
  readonly step: number;
}

/** How a level is looked for. */
export interface LookingOptions {
  readonly valueOn: ValueOn;
  /** How far from the level the picture may be. */
  readonly tolerance: number;
}

/**
 * The picture of a level: on the line between the first two of a path that have the level between them; where none have,
 * the nearest that the path came to.
 */
export async function pictureAt(
  { pictures }: Pick<LevelPath, 'pictures'>,
  level: number,
  { valueOn, tolerance }: LookingOptions,
): Promise<Found> {
  const isHigher = level >= pictures[0]!.activation;
  const isPast = ({ activation }: Valued): boolean => (isHigher ? activation >= level : activation <= level);
  const after = pictures.findIndex(isPast);
  if (after < 0) return foundIn(nearest(pictures, level));
  if (after === 0) return foundIn(pictures[0]!);
  const [a, b] = [pictures[after - 1]!, pictures[after]!];
  const found = await between(valueOn, [a, b], level, tolerance);
  return {
    reached: found.activation,
    image: found.image,
    step: a.step + found.share * (b.step - a.step),
  };
}

const foundIn = ({ activation, image, step }: PathPicture): Found => ({ reached: activation, image, step });

const nearest = (pictures: readonly PathPicture[], level: number): PathPicture =>
  pictures.reduce((best, picture) =>
    Math.abs(picture.activation - level) < Math.abs(best.activation - level) ? picture : best,
  );
