import { GraphError } from '../errors.js';
import { type Attribute, type Dimension, Graph, type Node, describeNode } from '../graph/graph.js';
import { Call, type Operator, isComposite } from '../operators/operator.js';
import { findOperator } from '../operators/index.js';
import { DATA_TYPES, type DataType, Tensor, type ValueType, isFloat, sizeOf } from '../graph/tensor.js';

/** The operator set that built graphs are written in; a model of a later one raises it. */
export const OPSET = 18;

/** Constants up to this many elements are tracked through the graph, so that shape arithmetic is known. */
const TRACKED_ELEMENTS = 1 << 16;

/** Reals seldom are part of it, and weights are many: the runtime folds them faster. */
const TRACKED_REALS = 1 << 8;

/** Values of more elements than this (4 GiB of float32) are a mistake, or an attack. */
const MOST_ELEMENTS = 2 ** 30;

/** What arithmetic takes: a value of the graph, or a number. */
export type Operand = Expression | number;
/** A node's attributes by name; undefined ones are left out. */
export type Attributes = Record<string, Attribute | undefined>;

/**
 * A value of a graph under construction, with its type and shape. Methods append the node that computes their result.
 * Shapes broadcast as in NumPy; axes may be negative.
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

  private binary(operator: string, other: Operand): Expression {
    return this.builder.apply(operator, [this, this.builder.lift(other, this.type)]);
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
  max(other: Operand): Expression {
    return this.binary('Max', other);
  }
  min(other: Operand): Expression {
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
    return type === this.type ? this : this.builder.cast(this, type);
  }

  /** Values of `then` where this boolean is true, of `otherwise` elsewhere. */
  where(then: Expression, otherwise: Operand): Expression {
    return this.builder.apply('Where', [this, then, this.builder.lift(otherwise, then.type)]);
  }

  reshape(dims: readonly number[]): Expression {
    if (dims.length === this.rank && dims.every((d, i) => d === this.dims[i])) return this;
    return this.builder.apply('Reshape', [this, this.builder.ints(dims)]);
  }

  transpose(permutation: readonly number[]): Expression {
    return permutation.every((p, i) => p === i) ? this : this.unary('Transpose', { perm: permutation });
  }

  /** The last two axes exchanged. */
  swapped(): Expression {
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
  /** Largest value over the axes (all by default). */
  largest(axes?: readonly number[], keepDims = false): Expression {
    return this.reduce('ReduceMax', axes, keepDims);
  }
}

/** Slope of the hard sigmoids that serve as step functions: anything but a denormal number saturates them. */
const STEEP = 3e38;

/** What a runtime is good at. */
export interface Target {
  /** The number of channels that its convolutions hold together (ONNX Runtime's NCHWc layout); 0: they do not. */
  readonly blockedChannels: number;
  /** Whether copying rows costs less than multiplying by the zeros between them: so on a CPU, not on a GPU. */
  readonly copiesRows: boolean;
}

/** Nothing that some execution provider lacks. */
export const PORTABLE: Target = { blockedChannels: 0, copiesRows: false };

/** Element m of sequence q lies at m · n + q of n sequences. */
export interface Interleaved {
  readonly sequences: readonly Expression[];
  readonly axis: number;
}

/** A gradient rule of one value: its cotangent → those of the values that it is given for. */
export type GradientRule = (cotangent: Expression) => readonly Expression[];

/**
 * Builds a graph node by node. Every value's type and shape is inferred as it is made, so a mistake is reported where
 * it is made; small constants are followed through the operators, so the shape arithmetic of a model is known.
 */
export class Builder {
  readonly graph = new Graph();
  private readonly makers = new Map<string, Node>();
  /** Cotangents that are zero already wherever a rectifier's output is: the name of that output by theirs. */
  readonly masked = new Map<string, string>();
  /** What was put together by turns along an axis: its sequences by its name. */
  readonly interleaved = new Map<string, Interleaved>();
  /** Values of which one channel may be had by `pickChannel`: nothing is differentiated with respect to them. */
  readonly pickable = new Set<string>();
  /** A scalar from 0 to 1: the share of a cotangent that passes a ReLU where it would block it; undefined: none. */
  redirect?: Expression;
  private readonly constants = new Map<string, Tensor>();
  private readonly shared = new Map<string, Expression>();
  private readonly detached = new Set<string>();
  private readonly rules = new Map<string, { of: readonly Expression[]; rule: GradientRule }>();
  private serial = 0;

  /** @param target what the graph is made for: the same values, by the operators that are fastest there */
  constructor(
    readonly target: Target = PORTABLE,
    private readonly prefix = '',
  ) {
    this.graph.opsets.set('', OPSET);
  }

  /** A builder of a graph within this one, as control flow has them. */
  nested(): Builder {
    return new Builder(this.target, this.fresh('within'));
  }

  /** Brings a value of the graph around this one in. */
  capture(value: Expression): Expression {
    const { name, type, dims } = value;
    if (value.builder === this || this.graph.types.has(name)) return this.get(name);
    const known = value.value;
    if (known) this.constants.set(name, known);
    this.graph.types.set(name, { type, dims });
    return this.get(name);
  }

  /** A name that no value of the graph has. */
  fresh(hint: string): string {
    let name: string;
    do name = `${this.prefix}${hint}~${++this.serial}`;
    while (this.graph.types.has(name));
    return name;
  }

  private declare(name: string, { type, dims }: ValueType): Expression {
    if (this.graph.types.has(name)) throw new GraphError(`the graph has a value named "${name}" already`);
    if (!dims.every((d) => Number.isInteger(d) && d >= 0) || sizeOf(dims) > MOST_ELEMENTS) {
      throw new GraphError(
        `the value "${name}" would have the shape [${dims.join(', ')}], which is impossible or too large`,
      );
    }
    this.graph.types.set(name, { type, dims });
    return new Expression(this, name, type, dims);
  }

  /** The value of that name. @throws GraphError if there is none. */
  get(name: string): Expression {
    const type = this.graph.types.get(name);
    if (!type) throw new GraphError(`the graph has no value named "${name}"`);
    return new Expression(this, name, type.type, type.dims);
  }

  /** The node that makes a value; undefined for an input or a constant. */
  producer(name: string): Node | undefined {
    return this.makers.get(name);
  }

  has(name: string): boolean {
    return this.graph.types.has(name);
  }

  /** Value of a constant that is tracked. */
  valueOf(name: string): Tensor | undefined {
    return this.constants.get(name) ?? this.graph.initializers.get(name);
  }

  /** An input of the graph. `symbols` names the dimensions that may differ from run to run, for the record only. */
  input(name: string, type: DataType, dims: readonly number[], symbols?: readonly Dimension[]): Expression {
    this.graph.inputs.push({ name, type, dims: symbols ?? dims });
    return this.declare(name, { type, dims });
  }

  /** Marks a value as an output of the graph, under `name`. */
  output(value: Expression, name: string): Expression {
    const renamed = this.apply('Identity', [value], {}, { output: name });
    this.graph.outputs.push(renamed.name);
    return renamed;
  }

  /** Marks a value as an output of the graph, under the name that it has. */
  expose(value: Expression): string {
    this.graph.outputs.push(value.name);
    return value.name;
  }

  /** A constant tensor, under a given name or a fresh one. */
  constant(tensor: Tensor, name = this.fresh('constant')): Expression {
    this.graph.initializers.set(name, tensor);
    return this.declare(name, tensor);
  }

  /** A constant that is made once for all who ask for it by the same key. */
  cached(key: string, make: () => Tensor): Expression {
    let found = this.shared.get(key);
    if (!found) this.shared.set(key, (found = this.constant(make())));
    return found;
  }

  scalar(value: number, type: DataType = 'float32'): Expression {
    return this.cached(`${type}:${Object.is(value, -0) ? '-0' : value}`, () => Tensor.scalar(type, value));
  }

  ints(values: readonly number[]): Expression {
    return this.cached(`ints:${values.join()}`, () => Tensor.ints(values));
  }

  lift(value: Operand, type: DataType): Expression {
    return typeof value === 'number' ? this.scalar(value, type) : value;
  }

  cast(value: Expression, type: DataType): Expression {
    return this.apply('Cast', [value], { to: DATA_TYPES[type] });
  }

  detach(value: Expression): Expression {
    const fixed = this.apply('Identity', [value]);
    this.detached.add(fixed.name);
    return fixed;
  }

  /**
   * The same value with a gradient of its own: cotangents pass by `rule` to the values of `of`, and not through the nodes
   * that made it. The rule's word is taken for it.
   * @example const y = builder.withGradient(x.floor(), [x], (cotangent) => [cotangent]) // straight through
   */
  withGradient(value: Expression, of: readonly Expression[], rule: GradientRule): Expression {
    const ruled = this.apply('Identity', [value]);
    this.rules.set(ruled.name, { of, rule });
    return ruled;
  }

  /** The gradient rule that a value was given. */
  ruleOf(name: string): { of: readonly Expression[]; rule: GradientRule } | undefined {
    return this.rules.get(name);
  }

  /** Whether differentiation takes the value of that name for a constant. */
  isDetached(name: string): boolean {
    return this.detached.has(name);
  }

  zeros(like: ValueType): Expression {
    return this.scalar(0, like.type).expand(like.dims);
  }

  concat(parts: readonly Expression[], axis: number): Expression {
    return parts.length === 1 ? parts[0]! : this.apply('Concat', parts, { axis });
  }

  /** Appends one node of an operator with one output. */
  apply(
    operator: string,
    inputs: readonly (Expression | undefined)[],
    attributes: Attributes = {},
    options: { output?: string } = {},
  ): Expression {
    const output = options.output ?? this.fresh(operator);
    const node: Node = {
      name: output,
      operator,
      domain: '',
      inputs: inputs.map((i) => i?.name ?? ''),
      outputs: [output],
      attributes: definedAttributes(attributes),
    };
    return this.append(node)[0]!;
  }

  /**
   * Appends a node whose inputs exist in the graph; its outputs are typed by the operator's shape rule. A composite
   * operator is replaced by what it decomposes to.
   */
  append(node: Node): Expression[] {
    const { call, entry, values } = this.resolve(node);
    if (isComposite(entry)) {
      const made = entry.decompose(
        call,
        node.inputs.map((name) => (name ? this.get(name) : undefined)),
      );
      return node.outputs.flatMap((name, i) => {
        if (!name) return [];
        const output = made[i];
        if (!output) throw call.error(`has an output ${i}, which is not supported`);
        return [this.apply('Identity', [output], {}, { output: name })];
      });
    }
    const types = entry.infer(call);
    const outputs: Expression[] = [];
    node.outputs.forEach((name, i) => {
      if (!name) return;
      const type = types[i];
      if (!type) throw call.error(`has no output ${i}`);
      outputs.push(this.declare(name, type));
    });
    this.graph.nodes.push(node);
    for (const name of node.outputs) if (name) this.makers.set(name, node);
    const known = values.every((v, i) => v !== undefined || !node.inputs[i]);
    // Shape needs its input's shape alone; everything else that is tracked follows from tracked values
    if (known || node.operator === 'Shape' || node.operator === 'Size') this.track(node, call, entry, types);
    return outputs;
  }

  /** Appends a node whose outputs' types are given: control flow, which has no rules of its own. */
  emit(node: Node, types: readonly ValueType[]): Expression[] {
    this.graph.nodes.push(node);
    return node.outputs.map((name, i) => this.declare(name, types[i]!));
  }

  private track(node: Node, call: Call, operator: Operator, types: readonly ValueType[]): void {
    const values = node.inputs.map((_, i) => call.constant(i));
    const size = Math.max(...types.map((t) => sizeOf(t.dims)), ...values.map((v) => v?.size ?? 0));
    const real = types.every((t) => isFloat(t.type));
    if (size > (real ? TRACKED_REALS : TRACKED_ELEMENTS)) return;
    const results = operator.evaluate(call, values, types);
    node.outputs.forEach((name, i) => {
      const result = results[i];
      if (name && result) this.constants.set(name, result);
    });
  }

  /** A node's operator and what is known of its inputs. */
  resolve(node: Node) {
    const entry = findOperator(node);
    if (!entry) throw unsupported(node);
    const types = node.inputs.map((name) => {
      if (!name) return undefined;
      const type = this.graph.types.get(name);
      if (!type) throw new GraphError(`${describeNode(node)} reads "${name}", which is not in the graph`);
      return type;
    });
    const values = node.inputs.map((name) => (name ? this.valueOf(name) : undefined));
    return { call: new Call(node, types, values), entry, values };
  }
}

function unsupported(node: Node): GraphError {
  return new GraphError(
    `${describeNode(node)}: this operator is not supported; docs/operators.md lists those that are. ` +
      'Choose a layer that comes before it in the network',
  );
}

function definedAttributes(attributes: Attributes): ReadonlyMap<string, Attribute> {
  return new Map(Object.entries(attributes).filter((e): e is [string, Attribute] => e[1] !== undefined));
}
