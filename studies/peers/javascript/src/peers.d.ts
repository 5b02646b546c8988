// As much of the peers' own types as is used here: they are installed only when they are measured.

declare module '@tensorflow/tfjs' {
  export interface Tensor {
    readonly shape: number[];
    add(other: Tensor): Tensor;
    relu(): Tensor;
    sum(): Tensor;
    mean(axes: number[], keepDims?: boolean): Tensor;
    reshape(dims: number[]): Tensor;
    slice(begin: number[], size: number[]): Tensor;
    transpose(axes: number[]): Tensor;
    data(): Promise<ArrayLike<number>>;
    dispose(): void;
  }
  type Rounding = 'floor' | 'ceil';
  export function setBackend(name: string): Promise<boolean>;
  export function ready(): Promise<void>;
  export function tensor(values: Float32Array, dims: number[]): Tensor;
  export function ones(dims: number[]): Tensor;
  export function range(start: number, stop: number): Tensor;
  export function randomUniform(dims: number[]): Tensor;
  export function zerosLike(x: Tensor): Tensor;
  export function complex(real: Tensor, imaginary: Tensor): Tensor;
  export function concat(tensors: Tensor[], axis?: number): Tensor;
  export function conv2d(
    x: Tensor,
    filter: Tensor,
    strides: [number, number],
    pad: number,
    format: 'NHWC',
    dilations: number,
    rounding: Rounding,
  ): Tensor;
  export function maxPool(
    x: Tensor,
    size: number | [number, number],
    strides: number | [number, number],
    pad: number,
    rounding: Rounding,
  ): Tensor;
  export function matMul(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor;
  export function tidy(make: () => Tensor): Tensor;
  export function grad(of: (x: Tensor) => Tensor): (x: Tensor) => Tensor;
  export const image: {
    cropAndResize(x: Tensor, boxes: number[][], items: number[], size: [number, number]): Tensor;
    resizeBilinear(x: Tensor, size: [number, number], alignCorners: boolean): Tensor;
  };
  export const spectral: { irfft(x: Tensor): Tensor };
}

declare module '@tensorflow/tfjs-backend-wasm' {
  export function setThreadsCount(count: number): void;
  export function setWasmPaths(folder: string): void;
}

declare module '@jax-js/jax' {
  /** A use of it consumes it, but for its `ref`. */
  export interface Array {
    readonly ref: Array;
    reshape(dims: number[]): Array;
    slice(...at: (number | [])[]): Array;
    sum(): Array;
    data(): Promise<ArrayLike<number>>;
  }
  export function init(device: 'wasm'): Promise<unknown>;
  export function grad(of: (x: Array) => Array): (x: Array) => Array;
  export function jit<F>(of: F): F;
  export const numpy: {
    array(values: Float32Array): Array;
    ones(dims: number[]): Array;
    readonly fft: { ifft(x: { real: Array; imag: Array }): { real: Array; imag: Array } };
  };
}

declare module '@jax-js/onnx' {
  import type { Array } from '@jax-js/jax';

  export class ONNXModel {
    constructor(bytes: Uint8Array);
    readonly run: (inputs: Record<string, Array>) => Record<string, Array>;
  }
}
