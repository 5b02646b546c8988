import type { Builder, Expression } from '../ad/expression.js';
import { GraphError, TooLong } from '../errors.js';
import { type ControlScope, controlFlow } from './control.js';
import { Graph, type Node, describeNode } from './graph.js';
import type { Tensor, ValueType } from './tensor.js';

/** How a model is copied. */
export interface Instantiation {
  /** What each of the model's inputs is bound to. */
  readonly inputs: ReadonlyMap<string, Expression>;
  /** Put before the names of the copy's values. Weights are not named by it: see `weights`. */
  readonly prefix?: string;
  /**
   * Put before the names of weights, which all copies that have it in common share; `weights:` by default. Different
   * weights that are named alike are kept apart.
   */
  readonly weights?: string;
  /** Leave out what cannot be typed, and what follows from it, instead of throwing. */
  readonly tolerant?: boolean;
}

/** Looks up a copy's values by their names in the model. */
export interface Instance {
  /** @throws GraphError where there is none such */
  (name: string): Expression;
  /** The value's type, or undefined where it was left out. */
  type(name: string): ValueType | undefined;
}

/**
 * Copies a model's nodes into a graph under construction, where they are typed at the shapes of the bound inputs.
 * Branches and loops whose conditions and counts are known there are replaced by what they do.
 * @throws GraphError for an operator that is not supported and for shapes that do not fit.
 * @example
 * const inputs = new Map([['input', builder.input('pictures', 'float32', [1, 3, 224, 224])]]);
 * const network = instantiate(builder, model, { inputs, prefix: 'm:' });
 * network('logits').dims; // [1, 1000]
 */
export function instantiate(
  builder: Builder,
  model: Graph,
  { inputs, prefix = '', weights = 'weights:', tolerant = false }: Instantiation,
): Instance {
  for (const [domain, version] of model.opsets) {
    builder.graph.opsets.set(domain, Math.max(version, builder.graph.opsets.get(domain) ?? 0));
  }
  const scope = new Scope(builder, model, prefix, weights, tolerant, { left: MOST_UNROLLED });
  for (const [name, value] of inputs) scope.bind(name, value.name);
  scope.copy();
  return Object.assign((name: string) => builder.get(scope.find(name)), {
    type: (name: string) => builder.graph.types.get(scope.lookUp(name) ?? ''),
  });
}

/** How many nodes branches and loops come to. */
const MOST_UNROLLED = 50_000;

/** A graph being copied: where its names lead. A branch's or a loop's body sees the names around it. */
class Scope implements ControlScope {
  private readonly bound = new Map<string, string>();

  constructor(
    private readonly builder: Builder,
    private readonly graph: Graph,
    private readonly prefix: string,
    /** Put before the names of constants: equal for all copies of a graph, so that they share them. */
    private readonly constants: string,
    private readonly tolerant: boolean,
    /** How many more nodes of bodies are copied. */
    private readonly budget: { left: number },
    private readonly outer?: Scope,
  ) {}

  bind(name: string, to: string): void {
    this.bound.set(name, to);
  }

  /** The name in the built graph of a value of this graph. */
  find(name: string): string {
    if (!name) return '';
    const known = this.bound.get(name);
    if (known !== undefined) return known;
    const tensor = this.graph.initializers.get(name);
    if (!tensor) {
      if (this.outer) return this.outer.find(name);
      throw new GraphError(`the model's input "${name}" has no value: give it one in "inputs"`);
    }
    const shared = sharedConstant(this.builder, tensor, `${this.constants}${name}`);
    this.bound.set(name, shared);
    return shared;
  }

  /** The wanted name, or one like it where the built graph has a value of that name. */
  private free(wanted: string): string {
    return this.builder.has(wanted) ? this.builder.fresh(wanted) : wanted;
  }

  /** The name in the built graph of a value that was copied. */
  lookUp(name: string): string | undefined {
    return this.bound.get(name);
  }

  copy(): void {
    for (const node of this.graph.nodes) {
      try {
        this.copyOne(node);
      } catch (error) {
        if (!(this.tolerant && error instanceof GraphError) || error instanceof TooLong) throw error;
      }
    }
  }

  private copyOne(node: Node): void {
    const control =
      node.domain === '' && Object.hasOwn(controlFlow, node.operator)
        ? controlFlow[node.operator]
        : undefined;
    if (control) control(node, this);
    else this.copyNode(node);
  }

  private copyNode(node: Node): void {
    const inputs = node.inputs.map((name) => this.find(name));
    // a model that was built here has names of the kind that the builder gives
    const outputs = node.outputs.map((name) => name && this.free(`${this.prefix}${name}`));
    const name = node.name && `${this.prefix}${node.name}`;
    // what a copy is built into is no module of the network's
    this.builder.append({ ...node, name, inputs, outputs, scopes: undefined });
    node.outputs.forEach((name, i) => name && this.bind(name, outputs[i]!));
  }

  /** Copies the body of a branch or of one iteration. @returns the names of its outputs */
  body(node: Node, attribute: string, label: string, inputs: readonly string[] = []): string[] {
    const graph = node.attributes.get(attribute);
    if (!(graph instanceof Graph))
      throw new GraphError(`${describeNode(node)} lacks its graph "${attribute}"`);
    this.budget.left -= graph.nodes.length + 1;
    if (this.budget.left < 0)
      throw new TooLong(
        `${describeNode(node)}: unrolled, the model's loops have more than ${MOST_UNROLLED} nodes, which is more than are ` +
          'read; choose a layer before them, or export the network with fewer turns',
      );
    const at = `${node.name || node.outputs[0]}/${attribute}`;
    const inner = new Scope(
      this.builder,
      graph,
      `${this.prefix}${at}/${label}`,
      `${this.constants}${at}/`,
      this.tolerant,
      this.budget,
      this,
    );
    graph.inputs.forEach((input, i) => inputs[i] !== undefined && inner.bind(input.name, inputs[i]));
    inner.copy();
    return graph.outputs.map((name) => inner.find(name));
  }

  /** The value of an input that must be known. */
  known(node: Node, input: number): number {
    const value = this.builder.valueOf(this.find(node.inputs[input]!));
    if (!value) {
      throw new GraphError(
        `${describeNode(node)} depends on the image: only branches and loops that the input size settles are supported; ` +
          'choose a layer before it, or export the network without it',
      );
    }
    return value.item;
  }

  constant(value: number, type: 'int64' | 'bool'): string {
    return this.builder.scalar(value, type).name;
  }

  isKnownFalse(name: string): boolean {
    return this.builder.valueOf(name)?.item === 0;
  }

  isKnown(name: string): boolean {
    return this.builder.valueOf(name) !== undefined;
  }

  stack(names: readonly string[]): string {
    const rows = names.map((name) => this.builder.get(name).unsqueeze(0));
    return this.builder.concat(rows, 0).name;
  }

  row(name: string, axis: number, index: number): string {
    const value = this.builder.get(name);
    const dims = value.dims.filter((_, i) => i !== axis);
    return value.slice(axis, index, index + 1).reshape(dims).name;
  }

  length(name: string, axis: number): number {
    return this.builder.get(name).dims[axis]!;
  }
}

/** The name of a constant that copies share: the wanted one, unless something else has it. */
export function sharedConstant(builder: Builder, tensor: Tensor, wanted: string): string {
  const there = builder.valueOf(wanted);
  if (there && isSame(there, tensor)) return wanted;
  return builder.constant(tensor, builder.has(wanted) ? builder.fresh(wanted) : wanted).name;
}

/** Whether two constants are equal, bit by bit. */
export function isSame(a: Tensor, b: Tensor): boolean {
  if (a === b) return true;
  if (a.type !== b.type || a.dims.join() !== b.dims.join()) return false;
  return a.bytes.every((byte, i) => byte === b.bytes[i]);
}
