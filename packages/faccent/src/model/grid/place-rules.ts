import { type Builder, type Call, type Node, reducedAxes, resolveNode } from 'onnx-grad';
import type { Size } from '../../image/image.js';
import { type Marks, meeting, spread, together } from './marks.js';
import { factors, moved } from './moving.js';
import { type Fresh, NOWHERE, type Placed, area } from './placed.js';

/** Where what a node makes lies, by where what it reads does. */
export class PlaceRules {
  constructor(
    private readonly builder: Builder,
    private readonly places: ReadonlyMap<string, Placed>,
    private readonly fresh: Fresh,
  ) {}

  outputs(node: Node): readonly (Placed | undefined)[] {
    const { types } = this.builder.graph;
    const inputs = node.inputs.map((name) => this.places.get(name));
    const outputs = node.outputs.map((name) => types.get(name)?.dims ?? []);
    const { call, operator } = resolveNode(this.builder, node);
    // of parts from several grids the finest counts
    const grid = finest(inputs);
    const marks = inputs.map((placed) => (placed && sameGrid(placed.grid, grid) ? placed.marks : undefined));
    // rows of several grids, one after the other, are no grid
    if (node.operator === 'Concat' && inputs.some((placed, i) => placed && !marks[i])) return [];
    const parts = node.operator === 'Concat' ? alongside(call, marks) : marks;
    const elsewhere = moved({ call, inputs: parts, outputs, fill: NOWHERE });
    if (elsewhere) return elsewhere.map((made) => made && { grid, marks: made });
    const [dims] = outputs as [readonly number[]];
    if (operator.elementwise) return [elementwise(grid, marks, dims)];
    switch (node.operator) {
      case 'MatMul':
      case 'Gemm': {
        const turned = factors(
          call,
          inputs.map((placed) => placed?.marks),
        );
        const [left, right] = turned.map((x, i) => x && { grid: inputs[i]!.grid, marks: x });
        return [product(left, right, dims)];
      }
      case 'Softmax':
      case 'LogSoftmax':
        return [inputs[0]];
      default:
        break;
    }
    if (node.operator.startsWith('Reduce')) return [this.reduced(call, inputs[0], dims)];
    if (operator.channels === 'second' && dims.length >= 3) return [this.convolved(inputs[0], dims)];
    return outputs.map((shape) => kept(inputs, shape));
  }

  private reduced(call: Call, placed: Placed | undefined, dims: readonly number[]): Placed | undefined {
    if (!placed) return undefined;
    const rank = placed.marks.dims.length;
    const all = placed.marks.dims.map((_, i) => i);
    const axes = reducedAxes(call);
    const left = summed(placed, axes);
    if (!left) return undefined;
    if (dims.length !== rank) return left;
    const own = all.filter((i) => !axes.includes(i)).map((i) => [i, left.marks.own] as const);
    const again = all.map(() => 1);
    own.forEach(([axis, lengths], i) => (again[axis] = lengths[i]!));
    return { grid: left.grid, marks: { dims, own: again, data: left.marks.data } };
  }

  /** What has its channels second and positions behind them. */
  private convolved(placed: Placed | undefined, dims: readonly number[]): Placed | undefined {
    const from = placed?.marks.dims;
    if (placed && from?.slice(2).join() === dims.slice(2).join() && from[0] === dims[0]) {
      if (placed.marks.own[1] === 1) return { ...placed, marks: { ...placed.marks, dims } };
      const left = summed(placed, [1]);
      const own = left && [left.marks.own[0]!, 1, ...left.marks.own.slice(1)];
      if (left && own) return { grid: left.grid, marks: { dims, own, data: left.marks.data } };
    }
    return dims.length === 4 && dims[0] === 1 ? this.fresh.along(dims, [2, 3]) : undefined;
  }
}

const sameGrid = (a: Size, b: Size): boolean => a[0] === b[0] && a[1] === b[1];

const finest = (inputs: readonly (Placed | undefined)[]): Size =>
  inputs.reduce<Size>(
    (most, placed) => (placed && area(placed.grid) > area(most) ? placed.grid : most),
    [0, 0],
  );

/** Parts of a join, where channels that lie nowhere by themselves are joined to channels that do. */
function alongside(call: Call, inputs: readonly (Marks | undefined)[]): readonly (Marks | undefined)[] {
  const placed = inputs.filter((x) => x !== undefined);
  const axis = call.axis(call.number('axis'), call.dims(0).length);
  if (placed.some(({ own }) => own[axis]! > 1)) return inputs;
  return inputs.map((x, i) => x ?? { ...placed[0]!, dims: call.dims(i) });
}

/** Operands that lie somewhere say where; undefined where two disagree, as where a picture is shifted against itself. */
function elementwise(
  grid: Size,
  inputs: readonly (Marks | undefined)[],
  dims: readonly number[],
): Placed | undefined {
  let marks: Marks | undefined;
  for (const x of inputs) {
    if (!x) continue;
    const whole = spread(x, dims);
    const both = marks ? together(marks, whole, agreed) : whole;
    if (!both) return undefined;
    marks = both;
  }
  return marks && { grid, marks: { ...marks, dims } };
}

const agreed = (a: number, b: number): number | undefined =>
  a === NOWHERE ? b : b === NOWHERE || a === b ? a : undefined;

/** Of attention and values, queries and keys, the first says where its rows lie; else the second where its columns. */
function product(a: Placed | undefined, b: Placed | undefined, dims: readonly number[]): Placed | undefined {
  const rows = a && a.marks.dims.length > 1 ? summed(a, [a.marks.dims.length - 1]) : undefined;
  if (rows) return widened(rows, dims, dims.length - 1);
  const columns = b && b.marks.dims.length > 1 ? summed(b, [b.marks.dims.length - 2]) : undefined;
  return columns && widened(columns, dims, dims.length - 2);
}

/** With one more axis, along which its elements all lie at the same positions. */
function widened(
  { grid, marks: { own, data } }: Placed,
  dims: readonly number[],
  axis: number,
): Placed | undefined {
  const further = dims.length - 1 - own.length;
  if (further < 0) return undefined;
  const lengths = [...Array.from({ length: further }, () => 1), ...own];
  return { grid, marks: { dims, own: [...lengths.slice(0, axis), 1, ...lengths.slice(axis)], data } };
}

/**
 * Where what is summed over axes lies. Blocks of positions that are summed make a grid of blocks: their middles are its
 * rows and columns. Undefined where all positions become one.
 */
function summed({ grid, marks }: Placed, axes: readonly number[]): Placed | undefined {
  const left = marks.dims.flatMap((_, i) => (axes.includes(i) ? [] : [i]));
  const [dims, own] = [left.map((i) => marks.dims[i]!), left.map((i) => marks.own[i]!)];
  if (axes.every((axis) => marks.own[axis] === 1)) return { grid, marks: { dims, own, data: marks.data } };
  const rows = meeting(marks, axes);
  const [, width] = grid;
  const middles = rows.map((row) => {
    let [top, bottom, left, right] = [Infinity, -1, Infinity, -1];
    for (const mark of row) {
      if (mark === NOWHERE) continue;
      const [y, x] = [Math.floor(mark / width), mark % width];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
      [left, right] = [Math.min(left, x), Math.max(right, x)];
    }
    return bottom < 0 ? undefined : ([top + bottom, left + right] as const);
  });
  const ranks = (i: 0 | 1): number[] =>
    [...new Set(middles.flatMap((middle) => (middle ? [middle[i]] : [])))].sort((a, b) => a - b);
  const [ys, xs] = [ranks(0), ranks(1)];
  const data = Int32Array.from(middles, (middle) =>
    middle ? ys.indexOf(middle[0]) * xs.length + xs.indexOf(middle[1]) : NOWHERE,
  );
  const met = new Set(data);
  met.delete(NOWHERE);
  const blocks: Size = [ys.length, xs.length];
  return met.size > 1 && met.size === area(blocks) ? { grid: blocks, marks: { dims, own, data } } : undefined;
}

/** What no rule is for keeps the positions of its first input where its shape does. */
function kept(inputs: readonly (Placed | undefined)[], dims: readonly number[]): Placed | undefined {
  const first = inputs.find((placed) => placed !== undefined);
  if (first?.marks.dims.length !== dims.length) return undefined;
  const { own, data } = first.marks;
  return own.every((d, i) => d === 1 || d === dims[i])
    ? { grid: first.grid, marks: { dims, own, data } }
    : undefined;
}
