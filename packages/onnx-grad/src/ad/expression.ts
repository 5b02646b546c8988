import { DATA_TYPES, type DataType } from '../graph/data-type.js';
import type { Attribute, Dimension, Graph, Node } from '../graph/graph.js';
import type { Tensor, ValueType } from '../graph/tensor.js';
import type { Traits } from '../operators/traits.js';
import type { Target } from './target.js';

/** What arithmetic takes: a value of the graph, or a number. */
export type Operand = Expression | number;
/** A node's attributes by name; undefined ones are left out. */
export type Attributes = Record<string, Attribute | undefined>;

/**
 * A gradient rule of one value: its cotangent → those of the values that it is given for.
 * @example
 * const clipped: GradientRule = (cotangent) => [cotangent.minimum(1)]; // of a value that passes x on
 * const y = builder.withGradient(x.mul(1), [x], clipped);
 */
export type GradientRule = (cotangent: Expression) => readonly Expression[];

/**
 * What of a cotangent passes ReLUs where they would block it, and where that is.
 * @example
 * const redirect: Redirect = { share: 0.5, where: 'closed' }; // half of what closed ReLUs would block
 * builder.redirect = redirect;
 */
export interface Redirect {
  /** From 0 to 1; an expression is a scalar. */
  readonly share: Expression | number;
  /**
   * 'negative': below an input of zero, and of a Clip's from zero too; where the input is zero all passes. 'closed':
   * wherever a ReLU's output is zero.
   */
  readonly where: 'negative' | 'closed';
}

/**
 * A graph under construction: appends nodes to it and knows its values. Every value's type and shape is inferred as it is
 * made, so a mistake is reported where it is made; small constants are followed through the operators, so the shape
 * arithmetic of a model is known. `new Builder()` makes one. It is described here, below the operators, because their
 * rules build with it, and what it is made of looks them up.
 * @example
 * const builder = new Builder();
 * const x = builder.input('x', 'float32', [2]);
 * builder.output(x.square().sum(), 'y');
 */
export interface Builder {
  readonly graph: Graph;
  /** What the graph is made for: the same values, by the operators that are fastest there. */
  readonly target: Target;
  /** What of a cotangent passes a ReLU where the ReLU would block it; undefined: nothing. */
  redirect?: Redirect;
  /** Values of which one channel may be had by `pickChannel`: nothing is differentiated with respect to them. */
  readonly pickable: Set<string>;

  /** An input of the graph. `symbols` names the dimensions that may differ from run to run, for the record only. */
  input(name: string, type: DataType, dims: readonly number[], symbols?: readonly Dimension[]): Expression;
  /** Marks a value as an output of the graph, under `name`. */
  output(value: Expression, name: string): Expression;
  /** Marks a value as an output of the graph, under the name that it has. @returns that name */
  expose(value: Expression): string;

  /** A constant tensor, under a given name or a fresh one. */
  constant(tensor: Tensor, name?: string): Expression;
  /** A constant that is made once for all who ask for it by the same key. */
  cached(key: string, make: () => Tensor): Expression;
  /** A constant number, float32 unless said otherwise; made once. */
  scalar(value: number, type?: DataType): Expression;
  /** A constant list of int64; made once. */
  ints(values: readonly number[]): Expression;
  /** Zeros of a value's type and shape. */
  zeros(like: ValueType): Expression;

  /** Appends one node of an operator with one output, which is named `options.output`, or afresh. */
  apply(
    operator: string,
    inputs: readonly (Expression | undefined)[],
    attributes?: Attributes,
    options?: { output?: string },
  ): Expression;
  /**
   * Appends a node whose inputs exist in the graph; its outputs are typed by the operator's shape rule. A composite
   * operator is replaced by what it decomposes to.
   */
  append(node: Node): Expression[];
  /** Appends a node whose outputs' types are given: control flow, which has no rules of its own. */
  emit(node: Node, types: readonly ValueType[]): Expression[];
  concat(parts: readonly Expression[], axis: number): Expression;
  /** The same value, held fixed: no gradient flows through it. */
  detach(value: Expression): Expression;
  /**
   * The same value with a gradient of its own: cotangents pass by `rule` to the values of `of`, and not through the nodes
   * that made it. The rule's word is taken for it.
   * @example const y = builder.withGradient(x.floor(), [x], (cotangent) => [cotangent]) // straight through
   */
  withGradient(value: Expression, of: readonly Expression[], rule: GradientRule): Expression;

  has(name: string): boolean;
  /** The value of that name. @throws GraphError if there is none. */
  get(name: string): Expression;
  /** Value of a constant that is tracked. */
  valueOf(name: string): Tensor | undefined;
  /** The node that makes a value; undefined for an input or a constant. */
  producer(name: string): Node | undefined;
  /** What is declared of a node's operator; nothing where it is not in the table. */
  traitsOf(node: Node): Traits;
  /** The gradient rule that a value was given. */
  ruleOf(name: string): { of: readonly Expression[]; rule: GradientRule } | undefined;
  /** Whether differentiation takes the value of that name for a constant. */
  isDetached(name: string): boolean;

  /** A name that no value of the graph has. */
  fresh(hint: string): string;
  /** A builder of a graph within this one, as control flow has them. */
  nested(): Builder;
  /** Brings a value of the graph around this one in. */
  capture(value: Expression): Expression;
}

/**
 * A value of a graph under construction, with its type and shape. Methods append the node that computes their result.
 * Shapes broadcast as in NumPy; axes may be negative.
 * @example
 * const y = x.mul(2).add(1).reshape([2, 1]); // x is of the shape [2]
 * y.dims; // [2, 1]
 */
export class Expression implements ValueType {
  constructor(
    readonly builder: Builder,
    readonly name: string,
    readonly type: DataType,
    readonly dims: readonly number[],
  ) {}

  get rank(): number {
    return this.dims.length;
  }

  /** The value, where it is constant and small enough to be tracked. */
  get value(): Tensor | undefined {
    return this.builder.valueOf(this.name);
  }

  private unary(operator: string, attributes: Attributes = {}): Expression {
    return this.builder.apply(operator, [this], attributes);
  }

  private lift(value: Operand, type: DataType): Expression {
    return typeof value === 'number' ? this.builder.scalar(value, type) : value;
  }

  private binary(operator: string, other: Operand): Expression {
    return this.builder.apply(operator, [this, this.lift(other, this.type)]);
  }

  add(other: Operand): Expression {
    return this.binary('Add', other);
  }
  sub(other: Operand): Expression {
    return this.binary('Sub', other);
  }
  mul(other: Operand): Expression {
    return this.binary('Mul', other);
  }
  div(other: Operand): Expression {
    return this.binary('Div', other);
  }
  pow(other: Operand): Expression {
    return this.binary('Pow', other);
  }
  /** The larger of both, element by element. */
  maximum(other: Operand): Expression {
    return this.binary('Max', other);
  }
  /** The smaller of both, element by element. */
  minimum(other: Operand): Expression {
    return this.binary('Min', other);
  }
  equal(other: Operand): Expression {
    return this.binary('Equal', other);
  }
  greater(other: Operand): Expression {
    return this.binary('Greater', other);
  }
  less(other: Operand): Expression {
    return this.binary('Less', other);
  }
  matmul(other: Expression): Expression {
    return this.binary('MatMul', other);
  }

  neg(): Expression {
    return this.unary('Neg');
  }
  abs(): Expression {
    return this.unary('Abs');
  }
  sign(): Expression {
    return this.unary('Sign');
  }
  exp(): Expression {
    return this.unary('Exp');
  }
  log(): Expression {
    return this.unary('Log');
  }
  sqrt(): Expression {
    return this.unary('Sqrt');
  }
  sin(): Expression {
    return this.unary('Sin');
  }
  cos(): Expression {
    return this.unary('Cos');
  }
  atan(): Expression {
    return this.unary('Atan');
  }
  tanh(): Expression {
    return this.unary('Tanh');
  }
  sigmoid(): Expression {
    return this.unary('Sigmoid');
  }
  relu(): Expression {
    return this.unary('Relu');
  }
  floor(): Expression {
    return this.unary('Floor');
  }
  reciprocal(): Expression {
    return this.unary('Reciprocal');
  }
  square(): Expression {
    return this.mul(this);
  }

  /** 1 where the value is above zero, 0 elsewhere. One cheap operator that every execution provider vectorizes. */
  isPositive(): Expression {
    return this.unary('HardSigmoid', { alpha: STEEP, beta: 0 });
  }
  /** 1 where a value that never exceeds zero is zero, 0 elsewhere. */
  isZeroFromBelow(): Expression {
    return this.unary('HardSigmoid', { alpha: STEEP, beta: 1 });
  }

  /** The same value, held fixed: no gradient flows through it. */
  detach(): Expression {
    return this.builder.detach(this);
  }

  cast(type: DataType): Expression {
    return type === this.type ? this : this.unary('Cast', { to: DATA_TYPES[type] });
  }

  /** Values of `then` where this boolean is true, of `otherwise` elsewhere. */
  where(then: Expression, otherwise: Operand): Expression {
    return this.builder.apply('Where', [this, then, this.lift(otherwise, then.type)]);
  }

  reshape(dims: readonly number[]): Expression {
    if (dims.length === this.rank && dims.every((d, i) => d === this.dims[i])) return this;
    return this.builder.apply('Reshape', [this, this.builder.ints(dims)]);
  }

  transpose(permutation: readonly number[]): Expression {
    return permutation.every((p, i) => p === i) ? this : this.unary('Transpose', { perm: permutation });
  }

  /** The last two axes exchanged: the transpose of a matrix, or of each of several. */
  matrixTranspose(): Expression {
    const axes = this.dims.map((_, i) => i);
    return this.transpose([...axes.slice(0, -2), this.rank - 1, this.rank - 2]);
  }

  unsqueeze(...axes: number[]): Expression {
    return this.builder.apply('Unsqueeze', [this, this.builder.ints(axes)]);
  }

  expand(dims: readonly number[]): Expression {
    if (dims.length === this.rank && dims.every((d, i) => d === this.dims[i])) return this;
    return this.builder.apply('Expand', [this, this.builder.ints(dims)]);
  }

  /** Elements `start`, `start + step`, … before `end` along one axis. */
  slice(axis: number, start: number, end: number, step = 1): Expression {
    const b = this.builder;
    const length = this.dims[axis < 0 ? axis + this.rank : axis]!;
    if (start === 0 && end === length && step === 1) return this;
    return b.apply('Slice', [this, b.ints([start]), b.ints([end]), b.ints([axis]), b.ints([step])]);
  }

  /** The elements at the given indices along one axis. */
  gather(axis: number, indices: readonly number[]): Expression {
    return this.builder.apply('Gather', [this, this.builder.ints(indices)], { axis });
  }

  /** Constant padding, `before` and `after` for each axis; negative amounts crop. */
  pad(before: readonly number[], after: readonly number[], value = 0): Expression {
    if ([...before, ...after].every((p) => p === 0)) return this;
    const b = this.builder;
    return b.apply('Pad', [this, b.ints([...before, ...after]), b.scalar(value, this.type)]);
  }

  private reduce(operator: string, axes: readonly number[] | undefined, keepDims: boolean): Expression {
    const all = axes ?? this.dims.map((_, i) => i);
    if (all.length === 0) return this;
    return this.builder.apply(operator, [this, this.builder.ints(all)], { keepdims: keepDims ? 1 : 0 });
  }
  /** Sum over the axes (all by default). */
  sum(axes?: readonly number[], keepDims = false): Expression {
    return this.reduce('ReduceSum', axes, keepDims);
  }
  /** Mean over the axes (all by default). */
  mean(axes?: readonly number[], keepDims = false): Expression {
    return this.reduce('ReduceMean', axes, keepDims);
  }
  /** Maximum over the axes (all by default). */
  max(axes?: readonly number[], keepDims = false): Expression {
    return this.reduce('ReduceMax', axes, keepDims);
  }
}

/** Slope of the hard sigmoids that serve as step functions: anything but a denormal number saturates them. */
const STEEP = 3e38;
