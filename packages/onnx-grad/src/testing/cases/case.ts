import { type Attribute, Graph } from '../../graph/graph.js';
import { Tensor } from '../../graph/tensor.js';

/** An input of a case: a random real tensor that the gradient is taken in, a constant, or none. */
export type CaseInput =
  | {
      readonly dims: readonly number[];
      readonly from?: number;
      readonly to?: number;
      readonly values?: readonly number[];
    }
  | Tensor
  | undefined;

/** One application of an operator whose value and gradient are checked. */
export interface OperatorCase {
  readonly operator: string;
  readonly title: string;
  readonly inputs: readonly CaseInput[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly outputs: number;
  /** The operator set that the case needs, where that is later than 18 and than the operator. */
  readonly opset?: number;
  /** Why the runtime in use cannot run it, where it cannot. */
  readonly notInRuntime?: string;
}

export const real = (...dims: number[]): CaseInput => ({ dims });
export const between = (from: number, to: number, ...dims: number[]): CaseInput => ({ dims, from, to });
export const values = (dims: number[], ...v: number[]): CaseInput => ({ dims, values: v });
export const ints = (...v: number[]): Tensor => Tensor.ints(v);
export const int = (v: number): Tensor => Tensor.scalar('int64', v);
export const floats = (dims: number[], ...v: number[]): Tensor => Tensor.of('float32', dims, v);
export const bools = (dims: number[], ...v: number[]): Tensor => Tensor.of('bool', dims, v);

interface Extra {
  outputs?: number;
  opset?: number;
  notInRuntime?: string;
}

/** One case; its title says operator, shapes and settings. */
export function make(
  operator: string,
  inputs: readonly CaseInput[],
  attributes: Record<string, Attribute> = {},
  { outputs = 1, opset, notInRuntime }: Extra = {},
): OperatorCase {
  const shapes = inputs.map((i) => (i ? `[${i.dims.join()}]` : '-')).join(' ');
  const settings = Object.entries(attributes)
    .filter(([, v]) => !(v instanceof Tensor) && !(v instanceof Graph))
    .map(([k, v]) => `${k}=${JSON.stringify(v)}`);
  return {
    operator,
    title: `${operator} ${[shapes, ...settings].join(' ')}`,
    inputs,
    attributes,
    outputs,
    opset,
    notInRuntime,
  };
}

/** One case of each operator, with the same inputs. */
export const each = (operators: readonly string[], ...inputs: CaseInput[]): OperatorCase[] =>
  operators.map((operator) => make(operator, inputs));

/** Fixed weights: most convolutions are differentiated in their images alone. */
export function weights(dims: number[]): Tensor {
  const size = dims.reduce((a, b) => a * b, 1);
  return Tensor.of(
    'float32',
    dims,
    Array.from({ length: size }, (_, i) => Math.sin(i * 1.7 + 0.3)),
  );
}

/** A scale of quantized values. */
export const scale = (v: number): Tensor => Tensor.scalar('float32', v);
