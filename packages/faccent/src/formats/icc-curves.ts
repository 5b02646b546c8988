/** A curve of a colour profile: [0, 1] to [0, 1]. */
export type Curve = (value: number) => number;

/** A curve where it stands in a profile, and how many bytes it takes there. */
export interface PlacedCurve {
  readonly curve: Curve;
  readonly bytes: number;
}

/** A tag's four letters. */
export const signature = (view: DataView, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));

/** A number of 16 bits before and 16 behind the point. */
export const fixed = (view: DataView, at: number): number => view.getInt32(at) / 65536;

/** A table read between its entries. */
export function tableCurve(entries: ArrayLike<number>): Curve {
  const last = entries.length - 1;
  return (value) => {
    const at = Math.min(1, Math.max(0, value)) * last;
    const low = Math.min(last - 1, Math.floor(at));
    return entries[low]! + (at - low) * (entries[low + 1]! - entries[low]!);
  };
}

/** As in littleCMS: a curve of more entries is one of somebody who wants memory. */
const MOST_ENTRIES = 0x7fff;

/**
 * A curve of the types `curv` and `para` (ICC.1:2022, 10.6 and 10.18).
 * @throws RangeError where the profile ends within it, Error on another type
 */
export function curveAt(view: DataView, at: number): PlacedCurve {
  const type = signature(view, at);
  if (type === 'para') return parametric(view, at);
  if (type !== 'curv') throw new Error(`no curve: ${type}`);
  const count = view.getUint32(at + 8);
  if (count > MOST_ENTRIES) throw new RangeError('no curve is so long');
  const bytes = 12 + 2 * count;
  if (count === 0) return { curve: (v) => v, bytes };
  if (count === 1) {
    const gamma = view.getUint16(at + 12) / 256;
    return { curve: (v) => Math.max(0, v) ** gamma, bytes };
  }
  if (at + bytes > view.byteLength) throw new RangeError('a curve is cut off');
  return {
    curve: tableCurve(
      Float64Array.from({ length: count }, (_, i) => view.getUint16(at + 12 + 2 * i) / 65535),
    ),
    bytes,
  };
}

/** What is lighter is as white; of curves that have no end. */
const MOST_LIGHT = 1e6;

const COUNTS = [1, 3, 4, 5, 7];

function parametric(view: DataView, at: number): PlacedCurve {
  const type = view.getUint16(at + 8);
  const count = COUNTS[type];
  if (count === undefined) throw new Error(`no curve: para ${type}`);
  const [g, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from({ length: count }, (_, i) =>
    fixed(view, at + 12 + 4 * i),
  ) as [number, ...number[]];
  const power = (v: number): number => Math.max(0, a * v + b) ** g;
  const curves: Curve[] = [
    (v) => Math.max(0, v) ** g,
    (v) => (v >= -b / a ? power(v) : 0),
    (v) => (v >= -b / a ? power(v) + c : c),
    (v) => (v >= d ? power(v) : c * v),
    (v) => (v >= d ? power(v) + e : c * v + f),
  ];
  const curve = curves[type]!;
  const bounded = (v: number): number => {
    const y = curve(v);
    // a power of 0 or less has no value at 0
    return Number.isNaN(y) ? 0 : Math.min(MOST_LIGHT, Math.max(-MOST_LIGHT, y));
  };
  return { curve: bounded, bytes: 12 + 4 * count };
}
