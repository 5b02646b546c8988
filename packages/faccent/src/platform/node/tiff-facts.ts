import { TIFF, type TiffPage, overwrite, tiffPages } from '../../formats/tiff-tags.js';

/** What of a TIFF the decoder does not tell, or does not read. */
export interface TiffFacts {
  /** Its file, as the decoder reads it: CIE L*a*b* as red, green and blue, and signed numbers of 16 bits as unsigned. */
  readonly picture: Uint8Array;
  readonly lab?: 'CIE' | 'ICC';
  /** Whether numbers of 16 bits are signed. */
  readonly signed: boolean;
  /** The pages that are no smaller versions or masks of others. */
  readonly pages: readonly number[];
  /** Whether what is beside the colours is said not to be opacity. */
  readonly opaque: boolean;
}

const [CIE_LAB, ICC_LAB, RGB] = [8, 9, 2];
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
  const extra = first?.get(TIFF.extraSamples)?.values ?? [];
  const picture = lab || signed ? given.slice() : given;
  for (const page of pages) {
    const [kind, format] = [page.get(TIFF.photometric), page.get(TIFF.sampleFormat)];
    if (lab && kind) overwrite(picture, kind, RGB);
    if (signed && format) overwrite(picture, format, UNSIGNED);
  }
  return {
    ...{ picture, lab, signed },
    // 1: a smaller version; 4: a mask
    pages: [...pages.keys()].filter((i) => (number(pages[i], TIFF.subfile) & 5) === 0),
    opaque: extra.length > 0 && extra.every((kind) => kind === 0),
  };
}
