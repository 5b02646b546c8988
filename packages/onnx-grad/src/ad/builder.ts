import { GraphError, TooLong } from '../errors.js';
import type { DataType } from '../graph/data-type.js';
import { type Attribute, type Dimension, Graph, type Node } from '../graph/graph.js';
import { Tensor, type ValueType, sizeOf } from '../graph/tensor.js';
import { findOperator } from '../operators/index.js';
import { type Call, type Composite, byRule, isComposite } from '../operators/operator.js';
import type { Traits } from '../operators/traits.js';
import {
  type Attributes,
  type Builder as BuilderInterface,
  Expression,
  type GradientRule,
  type Redirect,
} from './expression.js';
import { MOST_WORKED_OUT, knownOutputs } from './known.js';
import { resolveNode } from './resolve.js';
import { PORTABLE, type Target } from './target.js';

/**
 * The operator set that built graphs are written in; a model of a later one raises it.
 * @example finish(builder).opsets.get('') === OPSET; // true
 */
export const OPSET = 18;

/** Values of more elements than this (4 GiB of float32) are a mistake, or an attack. */
const MOST_ELEMENTS = 2 ** 30;

/** Graphs of more nodes than this keep a runtime busy for minutes before it runs any: its passes go through all of them. */
const MOST_NODES = 90_000;

class GraphBuilder implements BuilderInterface {
  readonly graph = new Graph();
  private readonly makers = new Map<string, Node>();
  readonly pickable = new Set<string>();
  redirect?: Redirect;
  private readonly constants = new Map<string, Tensor>();
  private readonly shared = new Map<string, Expression>();
  private readonly detached = new Set<string>();
  private readonly rules = new Map<string, { of: readonly Expression[]; rule: GradientRule }>();
  /** Names that are about to be declared. */
  private readonly reserved = new Set<string>();
  private readonly nodeNames = new Set<string>();
  private serial = 0;
  private readonly workedOut = { left: MOST_WORKED_OUT };

  constructor(
    readonly target: Target = PORTABLE,
    private readonly prefix = '',
  ) {
    this.graph.opsets.set('', OPSET);
  }

  nested(): BuilderInterface {
    return new GraphBuilder(this.target, this.fresh('within'));
  }

  capture(value: Expression): Expression {
    const { name, type, dims } = value;
    if (value.builder === this || this.graph.types.has(name)) return this.get(name);
    const known = value.value;
    if (known) this.constants.set(name, known);
    this.graph.types.set(name, { type, dims });
    return this.get(name);
  }

  fresh(hint: string): string {
    let name: string;
    do name = `${this.prefix}${hint}~${++this.serial}`;
    while (this.graph.types.has(name) || this.reserved.has(name));
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

  get(name: string): Expression {
    const type = this.graph.types.get(name);
    if (!type) throw new GraphError(`the graph has no value named "${name}"`);
    return new Expression(this, name, type.type, type.dims);
  }

  producer(name: string): Node | undefined {
    return this.makers.get(name);
  }

  has(name: string): boolean {
    return this.graph.types.has(name);
  }

  valueOf(name: string): Tensor | undefined {
    return this.constants.get(name) ?? this.graph.initializers.get(name);
  }

  input(name: string, type: DataType, dims: readonly number[], symbols?: readonly Dimension[]): Expression {
    this.graph.inputs.push({ name, type, dims: symbols ?? dims });
    return this.declare(name, { type, dims });
  }

  output(value: Expression, name: string): Expression {
    const renamed = this.apply('Identity', [value], {}, { output: name });
    this.graph.outputs.push(renamed.name);
    return renamed;
  }

  expose(value: Expression): string {
    this.graph.outputs.push(value.name);
    return value.name;
  }

  constant(tensor: Tensor, name = this.fresh('constant')): Expression {
    this.graph.initializers.set(name, tensor);
    return this.declare(name, tensor);
  }

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

  detach(value: Expression): Expression {
    const fixed = this.apply('Identity', [value]);
    this.detached.add(fixed.name);
    return fixed;
  }

  withGradient(value: Expression, of: readonly Expression[], rule: GradientRule): Expression {
    const ruled = this.apply('Identity', [value]);
    this.rules.set(ruled.name, { of, rule });
    return ruled;
  }

  ruleOf(name: string): { of: readonly Expression[]; rule: GradientRule } | undefined {
    return this.rules.get(name);
  }

  isDetached(name: string): boolean {
    return this.detached.has(name);
  }

  zeros(like: ValueType): Expression {
    return this.scalar(0, like.type).expand(like.dims);
  }

  concat(parts: readonly Expression[], axis: number): Expression {
    return parts.length === 1 ? parts[0]! : this.apply('Concat', parts, { axis });
  }

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

  append(node: Node): Expression[] {
    return byRule(node, () => this.typed(node));
  }

  /** Appends a node whose inputs fit its operator. */
  private typed(node: Node): Expression[] {
    const { call, operator, values } = resolveNode(this, node);
    if (isComposite(operator)) return this.compose(node, call, operator);
    const variant = operator.variant?.(call);
    if (variant) return this.compose(node, call, variant);
    const types = operator.infer(call);
    const outputs: Expression[] = [];
    node.outputs.forEach((name, i) => {
      if (!name) return;
      const type = types[i];
      if (!type) throw call.error(`has no output ${i}`);
      outputs.push(this.declare(name, type));
    });
    this.push(node);
    for (const name of node.outputs) if (name) this.makers.set(name, node);
    const known = values.every((v, i) => v !== undefined || !node.inputs[i]);
    if (known || operator.readsShapesAlone) {
      knownOutputs(operator, call, types, this.workedOut)?.forEach((value, i) => {
        const name = node.outputs[i];
        if (name) this.constants.set(name, value);
      });
    }
    return outputs;
  }

  /** Models may name nodes alike, or not at all; a runtime refuses two that have one name. */
  private push(node: Node): void {
    if (this.graph.nodes.length >= MOST_NODES)
      throw new TooLong(
        `the graph would have more than ${MOST_NODES} nodes, which keep a runtime busy for minutes before it runs any: ` +
          "choose a layer nearer to the model's input, simplify the model (onnxsim folds what is constant), or export it " +
          'without unrolled loops',
      );
    const taken = this.nodeNames.has(node.name);
    if (node.name) this.nodeNames.add(node.name);
    this.graph.nodes.push(taken ? { ...node, name: this.fresh(node.name) } : node);
  }

  /** Appends what a node is in terms of other operators. */
  private compose(node: Node, call: Call, composite: Composite): Expression[] {
    // what it decomposes to must not take its names
    for (const name of node.outputs) this.reserved.add(name);
    const made = composite.decompose(
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

  emit(node: Node, types: readonly ValueType[]): Expression[] {
    this.push(node);
    return node.outputs.map((name, i) => this.declare(name, types[i]!));
  }

  traitsOf(node: Node): Traits {
    return findOperator(node) ?? NO_TRAITS;
  }
}

const NO_TRAITS: Traits = {};

function definedAttributes(attributes: Attributes): ReadonlyMap<string, Attribute> {
  return new Map(Object.entries(attributes).filter((e): e is [string, Attribute] => e[1] !== undefined));
}

/**
 * A graph under construction: `new Builder(target)` begins one, for `PORTABLE` unless a target is given.
 * @example
 * const builder = new Builder();
 * const x = builder.input('x', 'float32', [2]);
 * builder.output(x.square().sum(), 'y');
 * const { y } = evaluate(finish(builder), { x: Tensor.of('float32', [2], [3, 4]) });
 * [...y.numbers]; // [25]
 */
export const Builder: {
  /** Begins one. @param target what it is built for */
  new (target?: Target): BuilderInterface;
} = GraphBuilder;
/** A graph under construction. */
export type Builder = BuilderInterface;
