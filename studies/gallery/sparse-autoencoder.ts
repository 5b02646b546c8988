// A small sparse autoencoder of a layer's activations (Cunningham et al. 2023), for the manual's gallery of concepts.
import { Random } from 'faccent';
import { Graph, Tensor, writeModel } from 'onnx-grad';

const BATCH = 64;
const RATE = 2e-3;
const DECAY = [0.9, 0.999] as const;

/** What a vector has in common with all others, and how long the rest is: taken out before the latents. */
function standardization(vectors: readonly number[][]): { mean: number[]; scale: number } {
  const mean = vectors[0]!.map((_, c) => vectors.reduce((sum, v) => sum + v[c]!, 0) / vectors.length);
  const squares = vectors.reduce((sum, v) => sum + v.reduce((s, x, c) => s + (x - mean[c]!) ** 2, 0), 0);
  return { mean, scale: Math.sqrt(squares / vectors.length / mean.length) };
}

/** A matrix with its gradient. */
interface Parameter {
  readonly values: Float64Array;
  readonly gradient: Float64Array;
  /** @param step counted from 1 */
  readonly update: (step: number) => void;
}

/** A matrix with the state of Adam (Kingma & Ba 2015). */
function parameter(length: number, start: (_: unknown, i: number) => number): Parameter {
  const values = Float64Array.from({ length }, start);
  const [gradient, first, second] = [
    new Float64Array(length),
    new Float64Array(length),
    new Float64Array(length),
  ];
  return {
    values,
    gradient,
    update: (step) => {
      const [a, b] = [1 - DECAY[0] ** step, 1 - DECAY[1] ** step];
      for (let i = 0; i < length; i++) {
        first[i]! += (1 - DECAY[0]) * (gradient[i]! - first[i]!);
        second[i]! += (1 - DECAY[1]) * (gradient[i]! ** 2 - second[i]!);
        values[i]! -= (RATE * (first[i]! / a)) / (Math.sqrt(second[i]! / b) + 1e-8);
      }
      gradient.fill(0);
    },
  };
}

/** What training makes. */
export interface SparseAutoencoder {
  /** The encoder as ONNX, (n, channels, h, w) → (n, latents, h, w). */
  readonly bytes: Uint8Array;
  /** The same of one vector. */
  readonly encode: (vector: readonly number[]) => number[];
  /** The share of the variance that the latents explain. */
  readonly explained: number;
  /** How many latents are active, the mean over vectors. */
  readonly active: number;
}

/** How it is trained. */
export interface Training {
  readonly latents: number;
  /** Of a latent's activity. */
  readonly price?: number;
  readonly epochs?: number;
  readonly seed?: number;
}

/**
 * Trains relu(E (x − mean) / scale + b) so that its latents, each times a unit vector, add up to the activations, at a
 * price for each latent's activity.
 * @param vectors activations, one array of channels a position
 */
export function trainSparseAutoencoder(
  vectors: readonly number[][],
  { latents, price = 3, epochs = 10, seed = 0 }: Training,
): SparseAutoencoder {
  const { mean, scale } = standardization(vectors);
  const [channels, random] = [mean.length, new Random(seed)];
  const standardized = (v: readonly number[]): Float64Array =>
    Float64Array.from(v, (x, c) => (x - mean[c]!) / scale);
  const rows = vectors.map(standardized);
  const encoder = parameter(latents * channels, () => random.normal() / Math.sqrt(channels));
  const decoder = parameter(latents * channels, (_, i) => encoder.values[i]!);
  const bias = parameter(latents, () => 0);
  const unitLengths = (): void => {
    for (let k = 0; k < latents; k++) {
      const row = decoder.values.subarray(k * channels, (k + 1) * channels);
      const length = Math.hypot(...row);
      for (let c = 0; c < channels; c++) row[c]! /= length;
    }
  };
  const [z, rest] = [new Float64Array(latents), new Float64Array(channels)];
  /** Latents and what they leave of a vector. */
  const pass = (x: Float64Array): void => {
    rest.set(x);
    for (let k = 0; k < latents; k++) {
      let sum = bias.values[k]!;
      for (let c = 0; c < channels; c++) sum += encoder.values[k * channels + c]! * x[c]!;
      z[k] = Math.max(sum, 0);
      if (z[k]! > 0) for (let c = 0; c < channels; c++) rest[c]! -= z[k]! * decoder.values[k * channels + c]!;
    }
  };
  const learn = (x: Float64Array): void => {
    pass(x);
    for (let k = 0; k < latents; k++) {
      if (z[k] === 0) continue;
      let slope = price;
      for (let c = 0; c < channels; c++) {
        slope -= 2 * rest[c]! * decoder.values[k * channels + c]!;
        decoder.gradient[k * channels + c]! -= (2 * rest[c]! * z[k]!) / BATCH;
      }
      bias.gradient[k]! += slope / BATCH;
      for (let c = 0; c < channels; c++) encoder.gradient[k * channels + c]! += (slope * x[c]!) / BATCH;
    }
  };
  unitLengths();
  for (let step = 1; step <= Math.floor((epochs * rows.length) / BATCH); step++) {
    for (let i = 0; i < BATCH; i++) learn(rows[Math.floor(random.uniform() * rows.length)]!);
    for (const one of [encoder, decoder, bias]) one.update(step);
    unitLengths();
  }
  let [left, all, active] = [0, 0, 0];
  for (const x of rows) {
    pass(x);
    left += rest.reduce((sum, v) => sum + v * v, 0);
    all += x.reduce((sum, v) => sum + v * v, 0);
    active += z.reduce((count, v) => count + (v > 0 ? 1 : 0), 0) / rows.length;
  }
  const weights = encoder.values.map((w) => w / scale);
  const shifted = bias.values.map((b, k) =>
    mean.reduce((sum, m, c) => sum - weights[k * channels + c]! * m, b),
  );
  const encode = (vector: readonly number[]): number[] => {
    pass(standardized(vector));
    return [...z];
  };
  return { bytes: encoderOf(weights, shifted, channels), encode, explained: 1 - left / all, active };
}

/** relu(W x + b) at each position. */
function encoderOf(weights: Float64Array, bias: Float64Array, channels: number): Uint8Array {
  const graph = new Graph();
  graph.opsets.set('', 18);
  graph.inputs.push({ name: 'activations', type: 'float32', dims: ['n', channels, 'h', 'w'] });
  graph.initializers.set('weights', Tensor.of('float32', [bias.length, channels, 1, 1], weights));
  graph.initializers.set('bias', Tensor.of('float32', [bias.length], bias));
  const add = (operator: string, inputs: readonly string[], output: string): void => {
    graph.nodes.push({
      name: output,
      operator,
      domain: '',
      inputs,
      outputs: [output],
      attributes: new Map(),
    });
  };
  add('Conv', ['activations', 'weights', 'bias'], 'sums');
  add('Relu', ['sums'], 'latents');
  graph.outputs.push('latents');
  return writeModel(graph);
}
