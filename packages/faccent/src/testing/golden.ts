import { readFileSync } from 'node:fs';
import { Builder, type Expression, type Target, Tensor, evaluate, finish, writeModel } from 'onnx-grad';
import type { Size } from '../image/image.js';
import { Random } from '../math/random.js';
import { backend } from '../platform/node.js';
import { createSession, value } from '../platform/runtime.js';

/** An array of a golden file. */
export interface GoldenArray {
  shape: number[];
  data: number[];
}

export function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')) as T;
}

export const fixtureBytes = (name: string): Uint8Array =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url));

/** Largest |a − b|. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths ${a.length} and ${b.length} differ`);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}

/** ‖a − b‖ / ‖b‖. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths ${a.length} and ${b.length} differ`);
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < a.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    norm += b[i]! ** 2;
  }
  return Math.sqrt(difference / norm);
}

/** Canvases of every kind: even, odd, not square, one pixel high. */
export const SIZES: readonly Size[] = [
  [4, 4],
  [5, 5],
  [6, 9],
  [9, 6],
  [7, 4],
  [1, 8],
  [13, 2],
];

/** Normal numbers. */
export function noise(count: number, seed = 1): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: count }, () => random.normal());
}

/** Real and imaginary parts, which golden files keep on the last axis, as planes. */
export function planes({ shape, data }: GoldenArray): GoldenArray {
  const [n, c, h, w] = shape as [number, number, number, number];
  const out = new Array<number>(data.length);
  data.forEach((v, i) => {
    const [part, at] = [i % 2, Math.floor(i / 2)];
    const [channel, position] = [Math.floor(at / (h * w)), at % (h * w)];
    out[(channel * 2 + part) * h * w + position] = v;
  });
  return { shape: [n, c, 2, h, w], data: out };
}

type Build = (b: Builder, inputs: Record<string, Expression>) => Record<string, Expression>;
type Arrays = Record<string, { shape: readonly number[]; data: ArrayLike<number> }>;

function graphOf(build: Build, arrays: Arrays, type: 'float32' | 'float64', target?: Target) {
  const b = new Builder(target);
  const inputs = Object.fromEntries(
    Object.entries(arrays).map(([name, a]) => [name, b.input(name, type, a.shape)]),
  );
  const outputs = build(b, inputs);
  for (const [name, e] of Object.entries(outputs)) b.output(e, name);
  return { graph: finish(b), names: Object.keys(outputs) };
}

/** Builds a graph in float32, runs it in the runtime and returns its outputs. */
export async function run(
  build: Build,
  arrays: Arrays,
  target?: Target,
): Promise<Record<string, Float32Array>> {
  const { graph, names } = graphOf(build, arrays, 'float32', target);
  const session = await createSession(backend, writeModel(graph), { threads: 1 });
  const feeds = Object.fromEntries(
    Object.entries(arrays).map(([name, a]) => [name, value(a.shape, Float32Array.from(a.data))]),
  );
  const result = await session.run(feeds, names);
  await session.release();
  return Object.fromEntries(names.map((name) => [name, result[name]!.data as Float32Array]));
}

/** The same in float64, by the operators' reference rules. */
export function runExactly(build: Build, arrays: Arrays): Record<string, Float64Array> {
  const { graph, names } = graphOf(build, arrays, 'float64');
  const feeds = Object.fromEntries(
    Object.entries(arrays).map(([name, a]) => [name, Tensor.of('float64', a.shape, a.data)]),
  );
  const result = evaluate(graph, feeds);
  return Object.fromEntries(names.map((name) => [name, result[name]!.numbers]));
}
