/** Sample formats of a TIFF: whole numbers, signed ones, real ones. */
type Numbers = Uint8Array | Uint16Array | Int16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** A page of a TIFF. */
export interface TestPage {
  readonly size: readonly [height: number, width: number];
  /** Pixel by pixel. */
  readonly data: Numbers;
  /** 1 by default. */
  readonly channels?: number;
  /** Bits of a number, where they are said otherwise than they are. */
  readonly bits?: number;
  /** Further tags of one whole number, or of two small ones. */
  readonly tags?: Readonly<Record<number, number | readonly [number, number]>>;
}

const formatOf = (data: Numbers): number =>
  data instanceof Float32Array || data instanceof Float64Array
    ? 3
    : data instanceof Int16Array || data instanceof Int32Array
      ? 2
      : 1;

/** Writes an uncompressed TIFF. @example const bytes = tiff([{ size: [1, 2], data: Uint16Array.of(0, 65535) }]) */
export function tiff(pages: readonly TestPage[]): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0)];
  let at = 8;
  pages.forEach(({ size: [height, width], data, channels = 1, bits, tags }, page) => {
    const values: Record<number, number | readonly [number, number]> = {
      ...{ 256: width, 257: height, 258: bits ?? 8 * data.BYTES_PER_ELEMENT, 259: 1 },
      ...{
        262: channels >= 3 ? 2 : 1,
        277: channels,
        278: height,
        279: data.byteLength,
        339: formatOf(data),
      },
      ...tags,
    };
    const count = Object.keys(values).length + 1;
    const head = new Uint8Array(2 + 12 * count + 4);
    values[273] = at + head.length;
    const view = new DataView(head.buffer);
    view.setUint16(0, count, true);
    // tags are in order
    Object.entries(values).forEach(([tag, value], i) => {
      const entry = 2 + 12 * i;
      view.setUint16(entry, Number(tag), true);
      const pair = typeof value === 'number' ? undefined : value;
      view.setUint16(entry + 2, pair ? 3 : 4, true);
      view.setUint32(entry + 4, pair ? 2 : 1, true);
      view.setUint32(entry + 8, pair ? pair[0] + 65536 * pair[1] : (value as number), true);
    });
    const body = new Uint8Array(Math.ceil(data.byteLength / 4) * 4);
    body.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    at += head.length + body.length;
    if (page < pages.length - 1) view.setUint32(head.length - 4, at, true);
    parts.push(head, body);
  });
  return new Uint8Array(Buffer.concat(parts));
}
