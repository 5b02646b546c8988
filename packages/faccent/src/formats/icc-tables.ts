import { type Curve, curveAt, fixed, signature, tableCurve } from './icc-curves.js';

/** Values of a device to values of the connection space as the table encodes them, both in [0, 1]. */
export type Stage = (values: Float64Array) => Float64Array;

/** How a table encodes the connection space: bytes, 16 bits of versions up to 2, or those since. */
export type Encoding = 'bytes' | 'old' | 'new';

/** Of a colour in the connection space. */
const COORDINATES = 3;

/**
 * A table from a device to the connection space: `mft1`, `mft2` or `mAB ` (ICC.1:2022, 10.10 to 10.12).
 * @param channels of the device
 * @throws Error on another type or other channels, RangeError where the profile ends within it
 */
export function tableAt(
  view: DataView,
  at: number,
  channels: number,
): { readonly stage: Stage; readonly encoding: Encoding } {
  if (view.getUint8(at + 8) !== channels || view.getUint8(at + 9) !== COORDINATES)
    throw new Error('a table of other channels than the profile');
  const type = signature(view, at);
  if (type === 'mAB ') return { stage: curvesAndGrid(view, at), encoding: 'new' };
  if (type !== 'mft1' && type !== 'mft2') throw new Error(`no table: ${type}`);
  const [inputs, outputs, points] = [8, 9, 10].map((i) => view.getUint8(at + i)) as [number, number, number];
  const wide = type === 'mft2';
  const [entriesIn, entriesOut] = wide ? [view.getUint16(at + 48), view.getUint16(at + 50)] : [256, 256];
  if (Math.min(entriesIn, entriesOut, points) < 2) throw new RangeError('a table of nothing');
  let place = at + (wide ? 52 : 48);
  const numbers = (count: number): Float64Array => {
    const read = numbersAt(view, place, count, wide);
    place += count * (wide ? 2 : 1);
    return read;
  };
  const tables = (count: number, entries: number): Curve[] =>
    Array.from({ length: count }, () => tableCurve(numbers(entries)));
  const before = tables(inputs, entriesIn);
  const grid = numbers(points ** inputs * outputs);
  const after = tables(outputs, entriesOut);
  return {
    stage: chained([
      each(before),
      interpolated(grid, Array<number>(inputs).fill(points), outputs),
      each(after),
    ]),
    encoding: wide ? 'old' : 'bytes',
  };
}

const numbersAt = (view: DataView, at: number, count: number, wide: boolean): Float64Array => {
  if (at + count * (wide ? 2 : 1) > view.byteLength) throw new RangeError('a table is cut off');
  return Float64Array.from({ length: count }, (_, i) =>
    wide ? view.getUint16(at + 2 * i) / 65535 : view.getUint8(at + i) / 255,
  );
};

const chained =
  (stages: readonly Stage[]): Stage =>
  (values) => {
    let now = values;
    for (let i = 0; i < stages.length; i++) now = stages[i]!(now);
    return now;
  };

const each = (curves: readonly Curve[]): Stage => {
  const made = new Float64Array(curves.length);
  return (values) => {
    for (let c = 0; c < curves.length; c++) made[c] = curves[c]!(values[c]!);
    return made;
  };
};

/** Curves, a grid, curves, a matrix, curves: each but the last may lack. */
function curvesAndGrid(view: DataView, at: number): Stage {
  const [inputs, outputs] = [view.getUint8(at + 8), view.getUint8(at + 9)];
  const [last, matrix, middle, grid, first] = [12, 16, 20, 24, 28].map((i) => view.getUint32(at + i)) as [
    ...[number, number, number, number, number],
  ];
  if (!grid && inputs !== outputs) throw new Error('a table of other channels than the profile');
  const stages: Stage[] = [];
  if (first) stages.push(each(curvesAt(view, at + first, inputs)));
  if (grid) {
    const points = Array.from({ length: inputs }, (_, i) => view.getUint8(at + grid + i));
    if (Math.min(...points) < 2) throw new RangeError('a grid of nothing');
    const count = points.reduce((a, b) => a * b, outputs);
    const wide = view.getUint8(at + grid + 16) === 2;
    stages.push(interpolated(numbersAt(view, at + grid + 20, count, wide), points, outputs));
  }
  if (middle) stages.push(each(curvesAt(view, at + middle, outputs)));
  if (matrix)
    stages.push(matrixStage(Array.from({ length: 12 }, (_, i) => fixed(view, at + matrix + 4 * i))));
  if (last) stages.push(each(curvesAt(view, at + last, outputs)));
  return chained(stages);
}

function curvesAt(view: DataView, at: number, count: number): Curve[] {
  let place = at;
  return Array.from({ length: count }, () => {
    const { curve, bytes } = curveAt(view, place);
    place += Math.ceil(bytes / 4) * 4;
    return curve;
  });
}

/** Rows of 3 × 3 numbers, and then what is added. */
function matrixStage(m: readonly number[]): Stage {
  const made = new Float64Array(3);
  return (values) => {
    for (let i = 0; i < 3; i++)
      made[i] = m[3 * i]! * values[0]! + m[3 * i + 1]! * values[1]! + m[3 * i + 2]! * values[2]! + m[9 + i]!;
    return made;
  };
}

/**
 * A grid read between its points as littleCMS reads it: within a tetrahedron of the last three axes, and linear along
 * those before.
 * @param points along each axis, the first of which changes slowest
 */
function interpolated(grid: Float64Array, points: readonly number[], outputs: number): Stage {
  const axes = points.length;
  const strides = points.map((_, axis) => points.slice(axis + 1).reduce((a, b) => a * b, outputs));
  const part = new Float64Array(axes);
  const simplex = Math.max(0, axes - 3);
  const order = new Int32Array(axes - simplex);
  const made = new Float64Array(outputs);

  /** Adds what a cell's corner region gives, walked from its lowest corner along the axes by how far the point is. */
  function within(base: number, weight: number): void {
    let at = base;
    let before = 1;
    for (let i = 0; i < order.length; i++) {
      const axis = order[i]!;
      add(at, weight * (before - part[axis]!));
      before = part[axis]!;
      if (part[axis]! > 0) at += strides[axis]!;
    }
    add(at, weight * before);
  }
  /** Puts the axes of the tetrahedron in order, the farthest first. */
  function sort(): void {
    for (let i = 0; i < order.length; i++) {
      const axis = simplex + i;
      let to = i;
      while (to > 0 && part[order[to - 1]!]! < part[axis]!) order[to] = order[--to]!;
      order[to] = axis;
    }
  }
  function add(at: number, weight: number): void {
    if (weight > 0) for (let c = 0; c < outputs; c++) made[c]! += weight * grid[at + c]!;
  }
  function along(axis: number, base: number, weight: number): void {
    if (axis === simplex) return within(base, weight);
    along(axis + 1, base, weight * (1 - part[axis]!));
    if (part[axis]! > 0) along(axis + 1, base + strides[axis]!, weight * part[axis]!);
  }
  return (values) => {
    made.fill(0);
    let base = 0;
    for (let axis = 0; axis < axes; axis++) {
      const at = Math.min(1, Math.max(0, values[axis]!)) * (points[axis]! - 1);
      const low = Math.floor(at);
      part[axis] = at - low;
      base += low * strides[axis]!;
    }
    sort();
    along(0, base, 1);
    return made;
  };
}
