import type { Expression } from 'onnx-grad';

/** A graph input that names the unit, with its value: the compiled graph serves every unit of the layer. */
export interface ObjectiveInput {
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/**
 * A scalar to raise (METHOD.md, section 4). Activations come as (views, batch, channels, h, w), or (views, batch,
 * channels) where the layer has no positions.
 */
export interface Objective {
  readonly name: string;
  /** Names of the model's values that it looks at. */
  readonly layers: readonly string[];
  /** What it reads besides activations, given the layers' shapes. @throws FaccentError if a unit is out of range. */
  inputs(dims: (layer: string) => readonly number[]): Readonly<Record<string, ObjectiveInput>>;
  value(activations: (layer: string) => Expression, inputs: Readonly<Record<string, Expression>>): Expression;
}
