import type { Builder, Expression } from '../ad/expression.js';
import { resolveNode } from '../ad/resolve.js';
import { GraphError, TooLong } from '../errors.js';
import type { Graph, Node } from '../graph/graph.js';
import { type Instance, type Instantiation, instantiate, sharedConstant } from '../graph/instantiate.js';
import { BatchCall, type Given, type Made, isHeld } from './call.js';
import { elementwise } from './elementwise.js';
import { type Held, NEW_AXIS, along, inFront, ofImage, repeated } from './place.js';
import { batchRules } from './rules.js';

/** How a network of one image is copied for several. */
export interface BatchInstantiation extends Omit<Instantiation, 'inputs'> {
  /** What each input is bound to; of those in `images`, the images lie along the first axis. */
  readonly inputs: ReadonlyMap<string, Expression>;
  /** The inputs that take one image each, and the shape that one image has there. */
  readonly images: ReadonlyMap<string, readonly number[]>;
  /** How many images there are. */
  readonly count: number;
}

/** A copy of a network for several images. */
export interface BatchInstance {
  /** A value as it is held, or what all images have in common. @throws GraphError where there is none such */
  (name: string): Given;
  /** Whether there is such a value: none is made of what was left out. */
  has(name: string): boolean;
  /** Nodes that could not be adapted, and are run for one image at a time. */
  readonly oneByOne: readonly Node[];
  /** The network of one image that it was made from, in a graph of its own. */
  readonly single: { readonly builder: Builder; readonly find: Instance };
}

/**
 * Copies a network of one image into a graph under construction so that it does the same for each of several, and
 * nothing passes from one to another, whatever shapes and tables the file holds for one: by construction, not by what
 * its shapes look like. Each operator has a rule that says how it works on several images at once (`batch/rules.ts`);
 * what has none is run for one image at a time.
 * @throws GraphError as `instantiate`
 * @example
 * const images = new Map([['input', [1, 3, 224, 224]]]); // what the network takes
 * const inputs = new Map([['input', builder.input('pictures', 'float32', [4, 3, 224, 224])]]);
 * const logits = instantiateEach(builder, model, { inputs, images, count: 4 })('logits');
 * isHeld(logits); // true
 */
export function instantiateEach(
  builder: Builder,
  model: Graph,
  { inputs, images, count, tolerant = false, ...options }: BatchInstantiation,
): BatchInstance {
  // the network as it is for one image, in which branches, loops and composite operators are settled; nested, since
  // names that are made there must be nobody's where the copy is built, nor around it
  const single = builder.nested();
  const bound = new Map<string, Expression>();
  const values = new Map<string, Given>();
  for (const [name, value] of inputs) {
    const dims = images.get(name);
    // what all images have in common is known there where it is known here: shapes may follow from it
    const input = dims ? single.input(`input:${name}`, value.type, dims) : single.capture(value);
    bound.set(name, input);
    const place = dims?.length === value.rank ? along(0, 1) : NEW_AXIS;
    values.set(input.name, dims ? { value, dims, place, asInModel: true } : value);
  }
  const find = instantiate(single, model, { ...options, inputs: bound, tolerant });
  for (const [domain, version] of single.graph.opsets)
    builder.graph.opsets.set(domain, Math.max(version, builder.graph.opsets.get(domain) ?? 0));
  const copy = new Copy(builder, single, values, count);
  for (const node of single.graph.nodes) {
    try {
      copy.node(node);
    } catch (error) {
      if (!(tolerant && error instanceof GraphError) || error instanceof TooLong) throw error;
    }
  }
  return Object.assign((name: string) => copy.given(find(name).name)!, {
    has: (name: string) => find.type(name) !== undefined && copy.has(find(name).name),
    oneByOne: copy.oneByOne,
    single: { builder: single, find },
  });
}

class Copy {
  readonly oneByOne: Node[] = [];

  constructor(
    private readonly builder: Builder,
    private readonly single: Builder,
    private readonly values: Map<string, Given>,
    private readonly count: number,
  ) {}

  /** What stands for a value of the network of one image; undefined for an absent input. */
  given(name: string): Given | undefined {
    if (!name) return undefined;
    const known = this.values.get(name);
    if (known) return known;
    const tensor = this.single.valueOf(name);
    if (!tensor) throw new GraphError(`the value "${name}" is not in the graph`);
    const constant = this.builder.get(sharedConstant(this.builder, tensor, name));
    this.values.set(name, constant);
    return constant;
  }

  has(name: string): boolean {
    return this.values.has(name) || this.single.valueOf(name) !== undefined;
  }

  node(node: Node): void {
    if (node.outputs.every((name) => !name || this.single.valueOf(name))) return;
    const inputs = node.inputs.map((name) => this.given(name));
    const names = node.outputs.map((name) => name && this.free(name));
    if (!inputs.some(isHeld)) {
      this.builder.append({
        ...node,
        name: '',
        inputs: inputs.map((x) => (x ? (x as Expression).name : '')),
        outputs: names,
      });
      node.outputs.forEach((name, i) => name && this.values.set(name, this.builder.get(names[i]!)));
      return;
    }
    const { call } = resolveNode(this.single, node);
    const traits = this.single.traitsOf(node);
    const types = node.outputs.map(
      (name) => this.single.graph.types.get(name) ?? { type: 'float32' as const, dims: [] },
    );
    const c = new BatchCall(this.builder, this.count, call, traits, inputs, types, names);
    const own =
      node.domain === '' && Object.hasOwn(batchRules, node.operator) ? batchRules[node.operator] : undefined;
    const rule = own ?? (traits.elementwise ? elementwise : undefined);
    const made = rule?.(c) ?? this.eachByItself(c, node);
    node.outputs.forEach((name, i) => {
      const held = made[i];
      if (!name || !held) return;
      this.values.set(name, { ...held, value: this.ruled(name, held.value) });
    });
  }

  /** The value with what differentiation is told of it in the network of one image. */
  private ruled(name: string, value: Expression): Expression {
    if (this.single.isDetached(name)) return this.builder.detach(value);
    const own = this.single.ruleOf(name);
    if (!own) return value;
    const of = own.of.map((x) => {
      const given = this.given(x.name)!;
      return isHeld(given) ? given.value : given;
    });
    return this.builder.withGradient(value, of, own.rule);
  }

  private free(wanted: string): string {
    return this.builder.has(wanted) ? this.builder.fresh(wanted) : wanted;
  }

  private eachByItself(c: BatchCall, node: Node): Made {
    this.oneByOne.push(node);
    const runs = Array.from({ length: this.count }, (_, image) => {
      const inputs = c.inputs.map((x) => (isHeld(x) ? ofImage(x, image, this.count) : x));
      return c.emit(inputs, {}, c.fresh());
    });
    return node.outputs.map((name, i): Held | undefined => {
      if (!name) return undefined;
      const { dims } = c.types[i]!;
      const parts = runs.map((outputs) => outputs[i]!);
      const place = inFront(dims);
      const rows = dims.length ? parts : parts.map((part) => repeated(part, NEW_AXIS, 1));
      return { value: this.builder.concat(rows, 0), dims, place, asInModel: false };
    });
  }
}
