import { pictures } from '#platform';
import type { Image } from '../image/image.js';
import { pixelsOf } from '../image/pixels.js';
import { type AnimationFormat, LONGEST_FRAME } from '../platform/pictures.js';

const FRAME_MILLISECONDS = 90;
const REST_MILLISECONDS = 1500;

/**
 * Snapshots of a run as an animation that rests at its beginning and its end, its longest side 384 pixels at most.
 * @param format `webp`, and in Node.js `gif` or, with ffmpeg, `mp4`
 * @throws FaccentError where no such animation can be made here
 * @example
 * const { steps } = await accentuate(model, photo, objective, { snapshots: 1 });
 * await writeFile('run.webp', await encodeAnimation(steps.flatMap(({ image }) => image ?? []), 'webp'));
 */
export const encodeAnimation = (snapshots: readonly Image[], format: AnimationFormat): Promise<Uint8Array> =>
  pictures.animation(
    snapshots.map((image) => pixelsOf(image)),
    {
      format,
      longest: LONGEST_FRAME,
      frameMilliseconds: FRAME_MILLISECONDS,
      restMilliseconds: REST_MILLISECONDS,
    },
  );

/**
 * Looks whether an animation can be made here, before a run is made in vain.
 * @throws FaccentError that says what it takes
 * @example await checkAnimation('webp');
 */
export const checkAnimation = (format: AnimationFormat): Promise<void> => pictures.checkAnimation(format);
