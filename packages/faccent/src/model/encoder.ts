import {
  Builder,
  type Expression,
  GraphError,
  type ReadOptions,
  imagesFirst,
  instantiate,
  instantiateEach,
  isHeld,
  readModel,
} from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { plainFingerprint } from '../math/fingerprint.js';
import { Network } from './network.js';

/**
 * A network from a layer's activations to latents, such as a sparse autoencoder's encoder: (n, channels) → (n, latents),
 * where each position is a row of its own, or (n, channels, h, w) → (n, latents, h, w) or (n, latents).
 * @example
 * const encoder = Encoder.read(await readFile('sae.onnx'));
 * encoder.dims([4, 1, 112, 10, 10], 'block5c'); // [4, 1, 6, 10, 10]
 */
export class Encoder extends Network {
  /** Of the file's contents: equal encoders share their weights in a graph, different ones never do. */
  readonly fingerprint: string;
  private readonly input: string;
  /** Whether it takes positions as axes (n, channels, h, w), not as rows. */
  private readonly spatial: boolean;

  private constructor(bytes: Uint8Array, options?: ReadOptions) {
    super(readModel(bytes, options));
    const { inputs, outputs } = this.graph;
    const [input] = inputs;
    if (inputs.length !== 1 || !input || outputs.length === 0) {
      throw new FaccentError(
        `an encoder has one input, the activations, and its first output is the latents; this has ${inputs.length} inputs and ${outputs.length} outputs`,
      );
    }
    const rank = input.dims?.length ?? 2;
    if (rank !== 2 && rank !== 4) {
      throw new FaccentError(
        `an encoder takes activations (n, channels) or (n, channels, h, w); this one's input "${input.name}" has ${rank} axes`,
      );
    }
    this.input = input.name;
    this.spatial = rank === 4;
    this.fingerprint = [bytes, ...(options?.externalData?.values() ?? [])].map(plainFingerprint).join('+');
  }

  /**
   * @param bytes an ONNX model with one input and a free first dimension, whose first output is the latents
   * @throws GraphError on bytes that are no ONNX model, FaccentError on one that is no encoder
   * @example const encoder = Encoder.read(bytes)
   */
  static read(bytes: Uint8Array, options?: ReadOptions): Encoder {
    return new Encoder(bytes, options);
  }

  /**
   * Shape of what `project` sees: (views, batch, latents) or (views, batch, latents, h, w).
   * @param dims of the layer's activations (views, batch, channels, …)
   * @throws FaccentError if the encoder does not fit the layer
   */
  dims(dims: readonly number[], layer: string): readonly number[] {
    const scratch = new Builder();
    const { encoded, plane } = this.encode(scratch.input('activations', 'float32', dims), layer);
    return [dims[0]!, dims[1]!, encoded.dims[1]!, ...plane];
  }

  /**
   * Latents' projection on a direction (latents), in each view, image and position: (views, batch, …).
   * @param activations (views, batch, channels, …)
   */
  project(activations: Expression, direction: Expression, layer: string): Expression {
    const { encoded, plane } = this.encode(activations, layer);
    const shape = [...activations.dims.slice(0, 2), ...plane];
    const latents = direction.dims[0]!;
    if (encoded.rank === 2) return encoded.matmul(direction.reshape([latents, 1])).reshape(shape);
    return encoded
      .mul(direction.reshape([latents, 1, 1]))
      .sum([1])
      .reshape(shape);
  }

  /** Latents as the encoder gives them, channels on axis 1, and the positions that they are of. */
  private encode(activations: Expression, layer: string): { encoded: Expression; plane: readonly number[] } {
    const [views, images, channels, ...plane] = activations.dims as [number, number, number, ...number[]];
    this.checkInput([channels, ...plane], layer);
    const given = this.spatial
      ? activations.reshape([views * images, channels, ...plane])
      : asRows(activations);
    const encoded = this.append(given, layer);
    const n = given.dims[0]!;
    const wanted = this.spatial ? [2, 4] : [2];
    if (encoded.type !== 'float32' || !wanted.includes(encoded.rank) || encoded.dims[0] !== n) {
      throw new FaccentError(
        `the encoder makes ${shape(encoded.dims)} of activations ${shape(given.dims)}; it should make ` +
          `${n} × latents${this.spatial ? ', with or without positions' : ''}`,
      );
    }
    return { encoded, plane: this.spatial ? encoded.dims.slice(2) : plane };
  }

  private append(given: Expression, layer: string): Expression {
    const { builder } = given;
    try {
      const [count, ...own] = given.dims as [number, ...number[]];
      const options = {
        inputs: new Map([[this.input, given]]),
        prefix: `${builder.fresh('encoder')}:`,
        // an encoder may name its weights as the network does
        weights: `encoder:${this.fingerprint}:`,
      };
      const output = this.graph.outputs[0]!;
      if (this.graph.inputs[0]!.dims?.[0] !== 1 || count === 1)
        return instantiate(builder, this.graph, options)(output);
      const images = new Map([[this.input, [1, ...own]]]);
      const encoded = instantiateEach(builder, this.graph, { ...options, images, count })(output);
      return isHeld(encoded) ? imagesFirst(encoded.value, encoded, count) : encoded;
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      throw new FaccentError(`the encoder does not take "${layer}": ${error.message}`, { cause: error });
    }
  }

  /** What the encoder says of its input must be so. */
  private checkInput(given: readonly number[], layer: string): void {
    if (this.spatial && given.length !== 3)
      throw new FaccentError(`the encoder takes activations with positions, and "${layer}" has none`);
    const stated = this.graph.inputs[0]!.dims?.slice(1) ?? [];
    if (stated.some((d, i) => typeof d === 'number' && d !== given[i])) {
      throw new FaccentError(
        `the encoder takes ${shape(stated)} and "${layer}" has ${shape(given.slice(0, stated.length))}: it was made for another layer or model`,
      );
    }
  }
}

const shape = (dims: readonly (number | string | undefined)[]): string =>
  dims.map((d) => d ?? '?').join(' × ');

/** (views, batch, channels, …) → (views · batch · positions, channels). */
function asRows(activations: Expression): Expression {
  const { dims } = activations;
  const positions = dims.slice(3).map((_, i) => i + 3);
  const last = activations.transpose([0, 1, ...positions, 2]);
  return last.reshape([last.dims.slice(0, -1).reduce((x, y) => x * y, 1), dims[2]!]);
}
