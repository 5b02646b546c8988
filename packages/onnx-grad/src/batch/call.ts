import type { Builder, Expression } from '../ad/expression.js';
import type { Attribute } from '../graph/graph.js';
import type { ValueType } from '../graph/tensor.js';
import type { Call } from '../operators/operator.js';
import type { Traits } from '../operators/traits.js';
import { type Held, NEW_AXIS, type Place, along, heldAt, heldDims, inFront, moved } from './place.js';

/** What a node of one image is given when there are several: what its images have in common, or one value of each. */
export type Given = Held | Expression;

/**
 * Whether a value depends on the image.
 * @example
 * const images = new Map([['input', [1, 3, 224, 224]]]);
 * const inputs = new Map([['input', builder.input('pictures', 'float32', [4, 3, 224, 224])]]);
 * const logits = instantiateEach(builder, model, { inputs, images, count: 4 })('logits');
 * if (isHeld(logits)) console.log(logits.dims, logits.place); // of one image, and where four are
 */
export const isHeld = (given: Given | undefined): given is Held => given !== undefined && 'place' in given;

/** A node of a network of one image, that is to do the same for each of several. */
export class BatchCall {
  constructor(
    readonly builder: Builder,
    /** How many images there are. */
    readonly count: number,
    /** The node, with its shapes and constants for one image. */
    readonly call: Call,
    readonly traits: Traits,
    readonly inputs: readonly (Given | undefined)[],
    /** Types of its outputs for one image. */
    readonly types: readonly ValueType[],
    /** Names that its outputs take where they are what the model has. */
    private readonly names: readonly string[],
  ) {}

  /** Inputs that depend on the image, by their index. */
  get held(): [number, Held][] {
    return this.inputs.flatMap((x, i): [number, Held][] => (isHeld(x) ? [[i, x]] : []));
  }

  /** Whether none but the given inputs depends on the image. */
  onlyHeld(...indices: number[]): boolean {
    return this.held.every(([i]) => indices.includes(i));
  }

  /** Appends the node with other inputs or attributes. @returns its outputs */
  emit(
    inputs: readonly (Expression | undefined)[],
    attributes: Readonly<Record<string, Attribute>> = {},
    names: readonly string[] = this.names,
  ): (Expression | undefined)[] {
    const { node } = this.call;
    this.builder.append({
      ...node,
      name: '',
      inputs: inputs.map((x) => x?.name ?? ''),
      outputs: names,
      attributes: new Map([...node.attributes, ...Object.entries(attributes)]),
    });
    return names.map((name) => (name ? this.builder.get(name) : undefined));
  }

  /** Inputs as they are, but for those given anew. */
  with(changed: Readonly<Record<number, Expression>>): (Expression | undefined)[] {
    return this.inputs.map((x, i) => changed[i] ?? (isHeld(x) ? x.value : x));
  }

  /** Fresh names of outputs, for a node that stands several times. */
  fresh(): string[] {
    return this.call.node.outputs.map((name) => name && this.builder.fresh(name));
  }

  /** The outputs that were made, each with its images at the place that is said of it. */
  holds(values: readonly (Expression | undefined)[], place: Place, asInModel = false): Made {
    const same = asInModel && this.held.every(([, x]) => x.asInModel);
    return values.map((value, i) => value && { value, dims: this.types[i]!.dims, place, asInModel: same });
  }

  /** The node's first output, made with its images along a new first axis. */
  joined(value: Expression): Made {
    const { dims } = this.types[0]!;
    const place = inFront(dims);
    return this.holds([value.reshape(heldDims(dims, place, this.count))], place);
  }

  /** A value with its images on one of its own axes, where it has any. */
  settled(x: Held): Held {
    return x.place.axis < 0 && x.dims.length ? moved(x, inFront(x.dims), this.count) : x;
  }

  /**
   * A value with its images on an axis that the node works along one element at a time; undefined where there is none.
   * @param busy axes along which elements meet
   */
  clearOf(x: Held, busy: readonly number[]): Held | undefined {
    const there = this.settled(x);
    if (there.place.axis < 0) return undefined;
    if (!busy.includes(there.place.axis)) return there;
    const axis = x.dims.findIndex((_, i) => !busy.includes(i));
    return axis < 0 ? undefined : moved(there, along(axis, x.dims[axis]!), this.count);
  }

  /** A value with its images along a new first axis. */
  apart(x: Held): Expression {
    return heldAt(x, NEW_AXIS, this.count);
  }
}

/**
 * What a node makes of several images; undefined where the rule has no answer, and the node is run for one image at a
 * time.
 */
export type BatchRule = (c: BatchCall) => Made | undefined;

/** A node's outputs, in order; undefined where the model has no use for one. */
export type Made = readonly (Held | undefined)[];
