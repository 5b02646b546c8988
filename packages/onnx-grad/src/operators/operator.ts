import type { Expression } from '../ad/expression.js';
import { GraphError } from '../errors.js';
import { type Attribute, type Node, describeNode } from '../graph/graph.js';
import type { Tensor, ValueType } from '../graph/tensor.js';
import type { Traits } from './traits.js';

/**
 * A node together with what is known of its inputs: what an operator's rules look at.
 * @example
 * const y = x.reshape([1, 2]);
 * const { call } = resolveNode(builder, builder.producer(y.name)!);
 * call.intsOf(1); // [1, 2]: the shape, which is a constant
 */
export class Call {
  constructor(
    readonly node: Node,
    readonly inputs: readonly (ValueType | undefined)[],
    private readonly constants: readonly (Tensor | undefined)[],
  ) {}

  /** Type of input `i`. @throws GraphError if it is absent. */
  input(i: number): ValueType {
    const type = this.inputs[i];
    if (!type) throw this.error(`lacks its input ${i}`);
    return type;
  }

  /** Dimensions of input `i`. */
  dims(i: number): readonly number[] {
    return this.input(i).dims;
  }

  has(i: number): boolean {
    return this.inputs[i] !== undefined;
  }

  /** Value of input `i`, or undefined where it is absent or not constant. */
  constant(i: number): Tensor | undefined {
    return this.constants[i];
  }

  /** Value of input `i`, undefined where it is absent. @throws GraphError where it is not constant. */
  constantOr<T>(i: number, read: (t: Tensor) => T, fallback: T): T {
    if (!this.has(i)) return fallback;
    const value = this.constants[i];
    if (!value) throw this.error(`needs input ${i} to be constant at the chosen input size`);
    return read(value);
  }

  /** Integers of the constant input `i`. */
  intsOf(i: number): number[] {
    return this.constantOr(i, (t) => [...t.numbers], undefined) ?? this.missing(i);
  }

  private missing(i: number): never {
    throw this.error(`lacks its input ${i}`);
  }

  number(name: string, fallback?: number): number {
    const value = this.node.attributes.get(name) ?? fallback;
    if (typeof value !== 'number') throw this.error(`lacks its attribute "${name}"`);
    return value;
  }

  ints(name: string, fallback?: readonly number[]): readonly number[] {
    const value: Attribute | undefined = this.node.attributes.get(name) ?? fallback;
    if (!Array.isArray(value)) throw this.error(`lacks its attribute "${name}"`);
    return value as readonly number[];
  }

  text(name: string, fallback: string): string {
    const value = this.node.attributes.get(name) ?? fallback;
    if (typeof value !== 'string') throw this.error(`has an attribute "${name}" that is not text`);
    return value;
  }

  attribute(name: string): Attribute | undefined {
    return this.node.attributes.get(name);
  }

  /** An axis counted from the front. @throws GraphError if it is out of range. */
  axis(axis: number, rank: number): number {
    const positive = axis < 0 ? axis + rank : axis;
    if (!Number.isInteger(positive) || positive < 0 || positive >= rank) {
      throw this.error(`names axis ${axis} of a value that has ${rank}`);
    }
    return positive;
  }

  /** Refuses to differentiate in inputs that a rule takes for constants. @throws GraphError where one is asked for */
  fixed(wants: (i: number) => boolean, inputs: readonly number[], what: string): void {
    if (inputs.some(wants)) throw this.error(`has ${what} that depend on the image, which is not supported`);
  }

  error(message: string): GraphError {
    return new GraphError(`${describeNode(this.node)} ${message}`);
  }
}

/**
 * Applies a rule of a node's operator. What a rule trips over is the node: files leave out any input and any attribute,
 * or have one of another kind, and rules need not look for each.
 * @throws GraphError that names the node
 */
export function byRule<T>(node: Node, rule: () => T): T {
  try {
    return rule();
  } catch (cause) {
    if (cause instanceof GraphError) throw cause;
    throw new GraphError(
      `${describeNode(node)} is not as its operator is: it lacks an input or an attribute, or has one of another kind or shape`,
      { cause },
    );
  }
}

/** A node's inputs as values of a graph; undefined where one is absent. */
export type Inputs = readonly (Expression | undefined)[];

/** What a gradient rule is given: the call, its inputs and outputs as expressions, and the outputs' cotangents. */
export interface Backward {
  readonly call: Call;
  readonly inputs: readonly Expression[];
  readonly outputs: readonly Expression[];
  /** Cotangent of each output; undefined where nothing flows back into it. */
  readonly cotangents: readonly (Expression | undefined)[];
  /** The cotangent of output 0. */
  readonly cotangent: Expression;
  /** Whether the cotangent of input `i` is asked for. */
  readonly wants: (i: number) => boolean;
  /** Whether the cotangent of input `i` comes from this call alone. */
  readonly isOnlyReader: (i: number) => boolean;
}

/**
 * An operator with rules of its own, side by side, and its traits. Attributes and inputs are those of opset 18 (older
 * forms are rewritten when a model is read); rules hold for every later opset that the table's users may emit.
 */
export interface Primitive extends Traits {
  /** Types of the outputs. @throws GraphError on shapes that do not fit. */
  infer(call: Call): ValueType[];
  /** Values of the outputs in float64: folds constants, and is the reference that gradients are checked against. */
  evaluate(call: Call, inputs: readonly (Tensor | undefined)[], types: readonly ValueType[]): Tensor[];
  /**
   * Cotangents of the inputs, undefined where none flows; or `stops` for an operator that is piecewise constant or
   * takes no real numbers, so that no gradient passes it.
   */
  readonly gradient: ((backward: Backward) => (Expression | undefined)[]) | 'stops';
  /** The same in terms of other operators, for a form that the rules here do not cover; undefined for those they do. */
  variant?(call: Call): Composite | undefined;
  /** How many products are summed for one element of the output; none where there is no such rule. */
  multiplications?(call: Call): number;
}

/**
 * An operator that is written in terms of others: what it decomposes to carries its shape, its value and its gradient.
 */
export interface Composite extends Traits {
  /** Outputs in order; undefined for an output that is not made. */
  decompose(call: Call, inputs: Inputs): (Expression | undefined)[];
}

/** One entry of the operator table. */
export type Operator = Primitive | Composite;

/**
 * Whether an operator is written in terms of others.
 * @example isComposite(operators.Gelu); // true
 */
export const isComposite = (operator: Operator): operator is Composite => 'decompose' in operator;

/** Operators by name; those of other domains than ONNX's own as `domain.Name`. */
export type OperatorTable = Readonly<Record<string, Operator>>;
