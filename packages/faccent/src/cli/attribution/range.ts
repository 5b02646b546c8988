import type { Attribution, SignedCam } from 'faccent';
import { readPhoto } from '../../platform/node/photo.js';
import { type Question, camRange, isSignedCam, mapBy } from './methods.js';

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
