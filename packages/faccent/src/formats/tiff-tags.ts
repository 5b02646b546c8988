/** A tag of a TIFF's page: its numbers, and where in the file they stand. */
export interface TiffTag {
  readonly values: readonly number[];
  readonly at: number;
  /** Bytes of each. */
  readonly size: number;
}

/** The tags of a page by their numbers (TIFF 6.0). */
export type TiffPage = ReadonlyMap<number, TiffTag>;

export const TIFF = {
  subfile: 254,
  bits: 258,
  photometric: 262,
  samples: 277,
  extraSamples: 338,
  sampleFormat: 339,
  dngVersion: 50706,
} as const;

const ASKED: ReadonlySet<number> = new Set(Object.values(TIFF));

/** Bytes of each type of whole numbers, which are all that is read here. */
const SIZES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 16: 8 };

/**
 * The pages of a TIFF or BigTIFF by their tags of whole numbers.
 * @returns nothing where it is damaged: what decodes it says so
 */
export function tiffPages(bytes: Uint8Array): TiffPage[] {
  const pages: TiffPage[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = view.getUint16(0) === 0x4949;
  try {
    const big = view.getUint16(2, little) === 43;
    const place = (at: number): number =>
      big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
    let at = place(big ? 8 : 4);
    // a damaged file may lead in circles, and its pages lie over each other
    const been = new Set<number>();
    let rest = bytes.length;
    while (at && !been.has(at)) {
      been.add(at);
      const count = big ? Number(view.getBigUint64(at, little)) : view.getUint16(at, little);
      const [first, length] = big ? [at + 8, 20] : [at + 2, 12];
      rest -= count * length;
      if (rest < 0) return pages;
      const page = new Map<number, TiffTag>();
      for (let i = 0; i < count; i++) {
        const entry = first + i * length;
        const number = view.getUint16(entry, little);
        if (!ASKED.has(number)) continue;
        const tag = tagAt(view, little, big, entry, place);
        if (tag) page.set(number, tag);
      }
      pages.push(page);
      at = place(first + count * length);
    }
    return pages;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return pages;
  }
}

/** Writes a number over each of a tag's. */
export function overwrite(bytes: Uint8Array, { values, at, size }: TiffTag, value: number): void {
  const little = bytes[0] === 0x49;
  for (let i = 0; i < values.length; i++)
    for (let byte = 0; byte < size; byte++)
      bytes[at + i * size + (little ? byte : size - 1 - byte)] = byte === 0 ? value : 0;
}

function tagAt(
  view: DataView,
  little: boolean,
  big: boolean,
  entry: number,
  place: (at: number) => number,
): TiffTag | undefined {
  const type = view.getUint16(entry + 2, little);
  const size = SIZES[type];
  const count = place(entry + 4);
  // long lists are of strips, and of what is not asked for
  if (size === undefined || count > 16) return undefined;
  const [inline, room] = big ? [entry + 12, 8] : [entry + 8, 4];
  const at = size * count <= room ? inline : place(inline);
  const read = (i: number): number => {
    const where = at + i * size;
    if (size === 1) return view.getUint8(where);
    if (size === 2) return view.getUint16(where, little);
    return size === 4 ? view.getUint32(where, little) : Number(view.getBigUint64(where, little));
  };
  return { values: Array.from({ length: count }, (_, i) => read(i)), at, size };
}
