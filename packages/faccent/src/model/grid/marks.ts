import { sizeOf, stridesOf } from 'onnx-grad';

/**
 * A whole number for every element of a value, kept once where it is the same along an axis: positions of tokens need
 * one number a token, however many channels there are.
 */
export interface Marks {
  /** The value's shape. */
  readonly dims: readonly number[];
  /** As `dims`, but 1 where the numbers are the same along that axis. */
  readonly own: readonly number[];
  /** Row-major over `own`. */
  readonly data: Int32Array;
}

/** More numbers than this are not kept: what needs them has no grid that people would ask for. */
const MOST = 1 << 24;

/** Whether the same is kept of two values. */
const isSame = (a: Marks, b: Marks): boolean =>
  a.own.join() === b.own.join() && (a.data === b.data || a.data.every((mark, i) => mark === b.data[i]));

/** The same number everywhere. */
export const uniform = (dims: readonly number[], mark: number): Marks => ({
  dims,
  own: dims.map(() => 1),
  data: Int32Array.of(mark),
});

/** Elements read at other strides, from `offset` on. */
function strided(data: Int32Array, dims: readonly number[], strides: readonly number[], offset = 0) {
  const out = new Int32Array(sizeOf(dims));
  const index = dims.map(() => 0);
  let at = offset;
  for (let i = 0; i < out.length; i++) {
    out[i] = data[at]!;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++index[axis]! < dims[axis]!) break;
      at -= strides[axis]! * dims[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}

/** Strides of what is kept, 0 along an axis where the numbers are the same. */
const steps = ({ own }: Marks): number[] => stridesOf(own).map((s, i) => (own[i] === 1 ? 0 : s));

/** The same marks, kept along more axes. */
function spelledOut(marks: Marks, own: readonly number[]): Int32Array {
  return own.join() === marks.own.join() ? marks.data : strided(marks.data, own, steps(marks));
}

/** Kept along no more axes than their numbers differ. */
function shrunk({ dims, own, data }: Marks): Marks {
  let [kept, numbers] = [own, data];
  for (const [axis, length] of own.entries()) {
    if (length === 1) continue;
    const inner = sizeOf(kept.slice(axis + 1));
    const same = numbers.every((v, i) => v === numbers[i - (Math.floor(i / inner) % length) * inner]);
    if (!same) continue;
    const without = kept.map((d, i) => (i === axis ? 1 : d));
    numbers = strided(numbers, without, stridesOf(kept));
    kept = without;
  }
  return { dims, own: kept, data: numbers };
}

/** Along axes in another order. */
export function transposed(marks: Marks, perm: readonly number[]): Marks {
  const [own, strides] = [perm.map((i) => marks.own[i]!), steps(marks)];
  return {
    dims: perm.map((i) => marks.dims[i]!),
    own,
    data: strided(
      marks.data,
      own,
      perm.map((i) => strides[i]!),
    ),
  };
}

/** The runs of axes, of a shape and of another of as many elements, that hold the same elements. */
function sharedRuns(before: readonly number[], after: readonly number[]) {
  const runs: { from: number[]; to: number[] }[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const run = { from: [] as number[], to: [] as number[] };
    let [a, b] = [1, 1];
    do {
      const [next, other] = [before[i], after[j]];
      // an axis of length 1 is a run of its own
      const first = next !== undefined && (a < b || (a === b && (next === 1 || other !== 1)));
      if (first || other === undefined) {
        run.from.push(i++);
        a *= next!;
      } else {
        run.to.push(j++);
        b *= other;
      }
    } while (a !== b);
    runs.push(run);
  }
  return runs;
}

/** In another shape of as many elements; undefined where that keeps too many numbers. */
export function reshaped(marks: Marks, dims: readonly number[]): Marks | undefined {
  if (sizeOf(dims) === 0 || sizeOf(dims) !== sizeOf(marks.dims)) return undefined;
  const [spelled, own] = [[...marks.own], dims.map(() => 1)];
  for (const { from, to } of sharedRuns(marks.dims, dims)) {
    if (from.every((axis) => marks.own[axis] === 1)) continue;
    for (const axis of from) spelled[axis] = marks.dims[axis]!;
    for (const axis of to) own[axis] = dims[axis]!;
  }
  if (sizeOf(own) > MOST) return undefined;
  return shrunk({ dims, own, data: spelledOut(marks, spelled) });
}

/** What lies at these places of an axis; where a place is undefined, `fill`. */
export function taken(
  marks: Marks,
  axis: number,
  places: readonly (number | undefined)[],
  fill: number,
): Marks {
  const dims = marks.dims.map((d, i) => (i === axis ? places.length : d));
  if (marks.own[axis] === 1 && places.every((place) => place !== undefined)) return { ...marks, dims };
  const own = marks.own.map((d, i) => (i === axis ? places.length : d));
  const [length, inner] = [marks.own[axis]!, sizeOf(own.slice(axis + 1))];
  const data = new Int32Array(sizeOf(own));
  for (let i = 0; i < data.length; i++) {
    const outer = Math.floor(i / (inner * places.length));
    const place = places[Math.floor(i / inner) % places.length];
    const from = place === undefined || length === 1 ? 0 : place;
    data[i] = place === undefined ? fill : marks.data[(outer * length + from) * inner + (i % inner)]!;
  }
  return shrunk({ dims, own, data });
}

/** One after the other along an axis. */
export function joined(parts: readonly Marks[], axis: number): Marks | undefined {
  const own = parts[0]!.own.map((_, i) => Math.max(...parts.map((part) => part.own[i]!)));
  const length = parts.reduce((sum, part) => sum + part.dims[axis]!, 0);
  const [first] = parts as [Marks];
  const dims = first.dims.map((d, i) => (i === axis ? length : d));
  if (first.own[axis] === 1 && parts.every((part) => isSame(part, first))) return { ...first, dims };
  const kept = own.map((d, i) => (i === axis ? length : d));
  if (sizeOf(kept) > MOST) return undefined;
  const data = new Int32Array(sizeOf(kept));
  const inner = sizeOf(own.slice(axis + 1));
  let offset = 0;
  for (const part of parts) {
    const here = part.dims[axis]!;
    const numbers = spelledOut(
      part,
      own.map((d, i) => (i === axis ? here : d)),
    );
    for (let i = 0; i < numbers.length; i++) {
      const outer = Math.floor(i / (inner * here));
      data[(outer * length + offset) * inner + (i % (inner * here))] = numbers[i]!;
    }
    offset += here;
  }
  return shrunk({ dims, own: kept, data });
}

/** Of a value that is broadcast to a shape. */
export function spread({ dims, own, data }: Marks, to: readonly number[]): Marks {
  const further = to.slice(0, to.length - dims.length).map(() => 1);
  return { dims: to, own: [...further, ...own], data };
}

/** Two values' marks element by element, broadcast; undefined where `how` is for one of them, or they are too many. */
export function together(
  a: Marks,
  b: Marks,
  how: (a: number, b: number) => number | undefined,
): Marks | undefined {
  if (a.data === b.data && a.own.join() === b.own.join()) return a;
  const own = a.own.map((d, i) => Math.max(d, b.own[i]!));
  if (sizeOf(own) > MOST) return undefined;
  const [left, right] = [spelledOut(a, own), spelledOut(b, own)];
  const data = new Int32Array(left.length);
  for (let i = 0; i < data.length; i++) {
    const mark = how(left[i]!, right[i]!);
    if (mark === undefined) return undefined;
    data[i] = mark;
  }
  return { dims: a.dims, own, data };
}

/** The numbers that meet where some axes are summed: a row for each element of what is kept along the others. */
export function meeting(marks: Marks, axes: readonly number[]): Int32Array[] {
  const left = marks.dims.map((_, i) => i).filter((i) => !axes.includes(i));
  const { data } = transposed(marks, [...left, ...axes]);
  const length = sizeOf(axes.map((i) => marks.own[i]!));
  return Array.from({ length: data.length / length }, (_, i) => data.subarray(i * length, (i + 1) * length));
}

/** The largest number along some axes, which are kept with it. */
export function largest(marks: Marks, axes: readonly number[]): Marks {
  if (axes.every((axis) => marks.own[axis] === 1)) return marks;
  const own = marks.own.map((d, i) => (axes.includes(i) ? 1 : d));
  const data = Int32Array.from(meeting(marks, axes), (row) => row.reduce((a, b) => Math.max(a, b)));
  return { dims: marks.dims, own, data };
}
