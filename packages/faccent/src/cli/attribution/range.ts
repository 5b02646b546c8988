import {
  type Attribution,
  type AttributionMethod,
  type PartedAttribution,
  colourRange,
  isParted,
  readPhotograph,
} from 'faccent';
import { type Question, mapBy } from './methods.js';

/**
 * The range of the colours of maps in two parts: over these images, or over the one that is asked about.
 * @returns undefined where there is no such map
 */
export async function rangeOf(
  methods: readonly AttributionMethod[],
  attributions: readonly Attribution[],
  files: readonly string[],
  question: Question,
  background?: string,
): Promise<[number, number] | undefined> {
  const own = attributions.filter(isParted);
  if (!own.length) return undefined;
  const maps: PartedAttribution[] = [];
  for (const file of files) {
    const image = await readPhotograph(file, { size: question.image.size, background });
    for (const method of methods.filter((one) => one.parted))
      maps.push((await mapBy(method, { ...question, image })) as PartedAttribution);
  }
  return colourRange(maps.length ? maps : own);
}
