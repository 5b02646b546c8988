import type { Graph, Node } from 'onnx-grad';
import { type Producers, constantNumbers } from '../model/constants.js';
import type { Network } from '../model/network.js';
import { chosenInput } from '../model/picture-input.js';

/** What moves pixels, or changes their type, and leaves their values. */
const MOVING = new Set([
  ...['Cast', 'Identity', 'Transpose', 'Reshape', 'Squeeze', 'Unsqueeze', 'Slice', 'Gather', 'Resize', 'Pad'],
]);

/** What becomes of a pixel, channel by channel, or of all alike: factor · pixel + offset. */
interface Line {
  readonly factors: readonly number[];
  readonly offsets: readonly number[];
}

/** What widths inputs of networks have: the parts of one are neither all but equal nor out of reach of its weights. */
const [LEAST, MOST] = [0.9, 12];

/** As much of a width as an end may lie beyond where it should. */
const SLACK = 0.05;

/**
 * The range of pixels that a network takes which rescales them itself, as Keras' EfficientNet does and whatever begins
 * with a layer of normalization: bytes where it divides by about 255, [0, 1] where it takes a mean of that and divides by
 * a deviation. Nothing where it begins otherwise, or either might be meant.
 */
export function fromRescaling(
  { graph }: Network,
  { input }: { readonly input?: unknown },
): { readonly range?: readonly [number, number] } {
  const { name } = chosenInput(graph.inputs, typeof input === 'string' ? input : undefined);
  const line = lineFrom(graph, name);
  const ranges = new Set(line && eachChannel(line).map(([factor, offset]) => rangeOf(factor, offset)));
  const [range] = ranges;
  return ranges.size === 1 && range ? { range } : {};
}

const BYTES = [0, 255] as const;
const UNIT = [0, 1] as const;

/** The pixels that become what networks take. */
function rangeOf(factor: number, offset: number): readonly [number, number] | undefined {
  // a mean of bytes alone
  if (factor === 1) return offset <= -80 && offset >= -180 ? BYTES : undefined;
  const width = 255 * factor;
  const reaches = (of: number): boolean => of >= LEAST && of <= MOST;
  if (reaches(width)) return offset <= SLACK * width && offset >= -(1 - SLACK) * width ? BYTES : undefined;
  // of [0, 1] only what is about as far below zero as above: [-1, 1] may be scaled as much
  const isCentred = -offset >= 0.3 * factor && -offset <= 0.7 * factor;
  return factor > 1 && reaches(factor) && isCentred ? UNIT : undefined;
}

const eachChannel = ({ factors, offsets }: Line): [number, number][] =>
  Array.from({ length: Math.max(factors.length, offsets.length) }, (_, c) => [
    factors[c % factors.length]!,
    offsets[c % offsets.length]!,
  ]);

/** What is computed of each pixel before anything else is; nothing where that is nothing. */
function lineFrom(graph: Graph, input: string): Line | undefined {
  const producers = graph.producers();
  let line: Line = { factors: [1], offsets: [0] };
  for (let at = input, moved = true; moved;) {
    const readers = graph.nodes.filter((node) => node.inputs.includes(at));
    // what reads parts of a picture may do different things to each
    const [reader] = readers;
    if (readers.length !== 1 || !reader) break;
    const next = MOVING.has(reader.operator)
      ? line
      : computed(reader, reader.inputs.indexOf(at), line, (value) => constant(graph, producers, value));
    moved = next !== undefined;
    line = next ?? line;
    at = reader.outputs[0]!;
  }
  return line.factors.some((f) => f !== 1) || line.offsets.some((o) => o !== 0) ? line : undefined;
}

/** A line after one more step, where it is a step of one. */
function computed(
  node: Node,
  place: number,
  { factors, offsets }: Line,
  constantOf: (value: string | undefined) => readonly number[] | undefined,
): Line | undefined {
  const by = constantOf(node.inputs[1 - place]);
  if (!by) return undefined;
  const both = (values: readonly number[], f: (value: number, by: number) => number): number[] =>
    Array.from({ length: Math.max(values.length, by.length) }, (_, c) =>
      f(values[c % values.length]!, by[c % by.length]!),
    );
  switch (node.operator) {
    case 'Mul':
      return { factors: both(factors, (v, b) => v * b), offsets: both(offsets, (v, b) => v * b) };
    case 'Div':
      return place === 0
        ? { factors: both(factors, (v, b) => v / b), offsets: both(offsets, (v, b) => v / b) }
        : undefined;
    case 'Add':
      return { factors, offsets: both(offsets, (v, b) => v + b) };
    case 'Sub':
      return place === 0 ? { factors, offsets: both(offsets, (v, b) => v - b) } : undefined;
    default:
      return undefined;
  }
}

/** A constant that is one number, or one for each colour: a scale for each pixel would be as large as a picture. */
function constant(graph: Graph, producers: Producers, value = ''): readonly number[] | undefined {
  const numbers = constantNumbers(graph, producers, value, 3);
  return numbers && [1, 3].includes(numbers.length) ? numbers : undefined;
}
