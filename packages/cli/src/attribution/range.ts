import path from 'node:path';
import { type Attribution, FaccentError, type SignedCam } from 'faccent';
import { readPhoto } from '../files/photo.js';
import { namesIn } from './accentuation.js';
import { type Question, camRange, isSignedCam, mapBy } from './methods.js';

const IMAGE = /\.(jpe?g|png|webp|avif|tiff?|gif|svg)$/i;

/** The images of a folder, by their names. @throws FaccentError if there are none */
export async function imagesIn(folder: string): Promise<string[]> {
  const names = (await namesIn(folder)).filter((name) => IMAGE.test(name) && !name.startsWith('.'));
  if (names.length === 0)
    throw new FaccentError(`"${folder}" has no images (.jpg, .png, .webp, .avif, .tiff, .gif or .svg)`);
  return names.map((name) => path.join(folder, name));
}

/**
 * The range of the signed CAM's colours: over these images, or over the one that is asked about.
 * @returns undefined where there is no signed CAM
 */
export async function camRangeOf(
  attributions: readonly Attribution[],
  files: readonly string[],
  question: Question,
): Promise<[number, number] | undefined> {
  const own = attributions.find(isSignedCam);
  if (!own) return undefined;
  const cams: SignedCam[] = [];
  for (const file of files) {
    const { image } = await readPhoto(file, question.image.size);
    cams.push((await mapBy('signed-cam', { ...question, image })) as SignedCam);
  }
  return camRange(cams.length ? cams : [own]);
}
