import { TIFF, type TiffPage, overwrite, tiffPages } from '../../formats/tiff-tags.js';

/** What of a TIFF the decoder does not tell, or does not read. */
export interface TiffFacts {
  /**
   * Its file, as the decoder reads it: CIE L*a*b* and three or more kinds of grey as red, green and blue, and signed
   * numbers of 16 bits as unsigned.
   */
  readonly picture: Uint8Array;
  readonly lab?: 'CIE' | 'ICC';
  /** Whether numbers of 16 bits are signed. */
  readonly signed: boolean;
  /** The pages that are no smaller versions or masks of others. */
  readonly pages: readonly number[];
  /** Where in a pixel its opacity is; none: what is beside the colours is something else. */
  readonly alphaAt?: number;
  /** How many planes a page has that are no colours. */
  readonly bands?: number;
}

const [GREY, RGB, CIE_LAB, ICC_LAB] = [1, 2, 8, 9];
const [UNSIGNED, SIGNED] = [1, 2];

/** Reads what decoders leave out of a TIFF. @returns nothing of what is none */
export function tiffFacts(given: Uint8Array): TiffFacts | undefined {
  if (given[0] !== given[1] || (given[0] !== 0x49 && given[0] !== 0x4d)) return undefined;
  const pages = tiffPages(given);
  const number = (page: TiffPage | undefined, tag: number): number => page?.get(tag)?.values[0] ?? 0;
  const [first] = pages;
  const photometric = number(first, TIFF.photometric);
  const lab = photometric === CIE_LAB ? 'CIE' : photometric === ICC_LAB ? 'ICC' : undefined;
  // libvips cuts off what is negative
  const signed = number(first, TIFF.bits) === 16 && number(first, TIFF.sampleFormat) === SIGNED;
  const samples = number(first, TIFF.samples);
  const extra = first?.get(TIFF.extraSamples)?.values ?? [];
  // 0: nothing is said of what it is
  const opacity = extra.findIndex((kind) => kind !== 0);
  const alphaAt = opacity < 0 ? undefined : samples - extra.length + opacity;
  const bands = photometric === GREY && samples > 2 && alphaAt === undefined ? samples : undefined;
  const picture = lab || signed || bands ? given.slice() : given;
  for (const page of pages) {
    const [kind, format] = [page.get(TIFF.photometric), page.get(TIFF.sampleFormat)];
    if ((lab || bands) && kind) overwrite(picture, kind, RGB);
    if (signed && format) overwrite(picture, format, UNSIGNED);
  }
  return {
    ...{ picture, lab, signed, alphaAt },
    // three are red, green and blue
    bands: bands === 3 ? undefined : bands,
    // 1: a smaller version; 4: a mask
    pages: [...pages.keys()].filter((i) => (number(pages[i], TIFF.subfile) & 5) === 0),
  };
}
