export type Values = Float32Array | BigInt64Array;

/** A tensor that is passed to or comes from a session. */
export interface Value<Data extends Values = Values> {
  readonly type: 'float32' | 'int64';
  readonly dims: readonly number[];
  readonly data: Data;
}

/** A tensor of ONNX Runtime, as far as it is used here. */
export interface RuntimeTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly location?: string;
  getData(): Promise<unknown>;
  dispose?(): void;
}
