import { readFileSync } from 'node:fs';
import { Builder } from '../ad/builder.js';
import { evaluate } from '../graph/evaluate.js';
import { instantiate } from '../graph/instantiate.js';
import { finish } from '../graph/passes.js';
import { Tensor } from '../graph/tensor.js';
import { readModel } from '../onnx/read.js';
import { type ModelInit, model } from './models.js';

/** Bytes of a model of `fixtures/`. */
export const fixture = (name: string): Uint8Array =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url));

/** Instantiates a model at the shape of its feed and evaluates its outputs. */
export function run(bytes: Uint8Array, feeds: Record<string, Tensor>): Record<string, Tensor> {
  const graph = readModel(bytes);
  const b = new Builder();
  const inputs = new Map(Object.entries(feeds).map(([name, t]) => [name, b.input(name, t.type, t.dims)]));
  const find = instantiate(b, graph, { inputs, prefix: 'm:' });
  for (const name of graph.outputs) b.output(find(name), name);
  return evaluate(finish(b), feeds);
}

/** A float32 tensor. */
export const floats = (dims: number[], ...values: number[]): Tensor => Tensor.of('float32', dims, values);

/** A model from `x` (n, 3) to `y`, unless said otherwise. */
export const simple = (init: Partial<ModelInit> & Pick<ModelInit, 'node'>): Uint8Array =>
  model({ inputs: [{ name: 'x', dims: ['n', 3] }], outputs: ['y'], ...init });
