import {
  ALL_PASSES,
  Builder,
  type Expression,
  type Graph,
  GraphError,
  type Passes,
  type ReadOptions,
  type ValueType,
  cut,
  gradient,
  instantiate,
  readModel,
} from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { INPUT, type Layer, listLayers, nameValues, resolveLayer } from './layers.js';
import { type ModelDescription, checkDescription } from './description.js';
import { channelAxes } from './layout.js';
import { scoresBehind } from './logits.js';
import { preprocess } from './preprocess.js';

/** A network as its file has it: a graph whose values have names. */
export class Network {
  private readonly names: ReadonlyMap<string, string>;

  protected constructor(readonly graph: Graph) {
    this.names = nameValues(graph);
  }

  /** @throws GraphError on bytes that are no ONNX model, or one that contradicts itself */
  static open(bytes: Uint8Array, options?: ReadOptions): Network {
    return new Network(readModel(bytes, options));
  }

  /** The same network with another graph, whose inputs and values have the names of this one's. */
  withGraph(graph: Graph): Network {
    return new Network(graph);
  }

  /** The value that a layer's name stands for. @throws FaccentError with the closest names */
  resolve(layer: string): string {
    return resolveLayer(this.names, layer);
  }

  /**
   * The input of the given name, or the only one.
   * @throws FaccentError where there is none such, or several and no name
   */
  inputNamed(wanted: string | undefined): string {
    const names = this.graph.inputs.map((i) => i.name);
    const listed = names.map((n) => `"${n}"`).join(', ');
    if (wanted === undefined && names.length !== 1) {
      throw new FaccentError(`the model has ${names.length} inputs (${listed}): say which takes the image`);
    }
    const found = names.find((name) => wanted === undefined || name === wanted);
    if (!found) throw new FaccentError(`the model has no input "${wanted}"; it has ${listed}`);
    return found;
  }
}

/** The layers of a copy of a network, channels on axis 1: (n, channels, …). */
export interface Layers {
  (layer: string): Expression;
  /** The gradient of a scalar with respect to a layer, shaped as the layer; zeros where it does not depend on it. */
  gradient(scalar: Expression, layer: string): Expression;
  /** The gradients of a scalar with respect to several layers, in one reverse pass. */
  gradients(scalar: Expression, layers: readonly string[]): Expression[];
  /** The gradients of a scalar with respect to constants of the network, such as a convolution's weights. */
  constantGradients(scalar: Expression, names: readonly string[]): Expression[];
}

/** A vision network: its graph, and what must be known to show it pictures. */
export class Model extends Network {
  private listed: Layer[] | undefined;
  /** The graph's input that takes the image. */
  readonly input: string;

  private constructor(
    graph: Graph,
    readonly description: ModelDescription,
  ) {
    super(graph);
    this.input = this.inputNamed(description.input);
  }

  /**
   * @param bytes an ONNX model with one image input (n, 3, h, w) and a free batch dimension
   * @param description the contents of its `model.json`
   * @param options weights that are stored outside the model
   * @throws GraphError, FaccentError on a model or a description that cannot be used
   */
  static read(
    bytes: Uint8Array,
    description: Readonly<Record<string, unknown>> | ModelDescription,
    options?: ReadOptions,
  ): Model {
    return new Model(readModel(bytes, options), checkDescription({ ...description }));
  }

  override withGraph(graph: Graph): Model {
    return new Model(graph, this.description);
  }

  /** Layers in the order of computation. */
  get layers(): readonly Layer[] {
    return (this.listed ??= listLayers(this.graph, this.typed(1)));
  }

  /** The layer of class scores: before the softmax, where the network ends in one. */
  get logits(): string {
    return this.scores.value;
  }

  private get scores(): { value: string; softmax: boolean } {
    return scoresBehind(this.graph, this.resolve(this.description.logits ?? this.graph.outputs[0]!));
  }

  /** What a person should know of how the model is used. */
  get notes(): readonly string[] {
    const notes: string[] = [];
    if (this.scores.softmax)
      notes.push(`its output is a softmax: classes are taken at the logits before it, "${this.logits}"`);
    if (this.batching === 'adapted')
      notes.push('it was exported for one image at a time: its shapes are adapted to several views');
    if (this.batching === 'single')
      notes.push('it takes one image at a time: views run one by one, which is slower');
    return notes;
  }

  /** Whether the graph takes any number of views at once, had its shapes adapted to that, or runs them one by one. */
  get batching(): 'free' | 'adapted' | 'single' {
    return (this.batchingMode ??= this.fixedToOne() ? (this.adapts() ? 'adapted' : 'single') : 'free');
  }

  private batchingMode: 'free' | 'adapted' | 'single' | undefined;

  private fixedToOne(): boolean {
    return this.graph.inputs.find((i) => i.name === this.input)?.dims?.[0] === 1;
  }

  /** Whether every layer keeps two views apart once constant shapes are adapted. */
  private adapts(): boolean {
    const single = this.typed(1);
    const pair = this.typed(2, true);
    return this.graph.nodes.every((node) =>
      node.outputs.every((name) => {
        const [one, two] = [single(name)?.dims, pair(name)?.dims];
        if (!one || !two) return one === two;
        const same = one.length === two.length && one.every((d, i) => d === two[i]);
        const doubled =
          one.length === two.length &&
          two[0] === 2 * one[0]! &&
          one.slice(1).every((d, i) => d === two[i + 1]);
        return same || doubled;
      }),
    );
  }

  /** The index of a class given by index or label (case and word separators do not matter). @throws FaccentError */
  classIndex(wanted: string): number {
    if (/^\d+$/.test(wanted)) return Number(wanted);
    const { labels } = this.description;
    if (!labels) throw new FaccentError(`the model has no labels: give the class "${wanted}" by its index`);
    const simple = (s: string): string =>
      s
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, ' ')
        .trim();
    const target = simple(wanted);
    const exact = labels.findIndex((l) => simple(l) === target);
    if (exact >= 0) return exact;
    // a label may list synonyms: "pirate, pirate ship"
    const partial = labels.flatMap((l, i) =>
      l.split(',').some((part) => simple(part) === target) ? [i] : [],
    );
    const containing = labels.flatMap((l, i) => (simple(l).includes(target) ? [i] : []));
    const candidates = partial.length ? partial : containing;
    if (candidates.length === 1) return candidates[0]!;
    const names = candidates.slice(0, 5).map((i) => `${i} "${labels[i]}"`);
    throw new FaccentError(
      candidates.length
        ? `several classes match "${wanted}": ${names.join(', ')}; give the index`
        : `the model has no class "${wanted}" (faccent top PHOTO lists the strongest)`,
    );
  }

  /**
   * Appends the network to a graph, from views in [0, 1] (n, 3, h, w) as far as the given layers. The layer `input` is
   * the views themselves.
   * @param prefix put before the copy's values; copies share their weights
   */
  append(
    builder: Builder,
    views: Expression,
    layers: readonly string[],
    { prefix = '', passes = ALL_PASSES }: { prefix?: string; passes?: Passes } = {},
  ): Layers {
    const values = layers.filter((layer) => layer !== INPUT).map((layer) => this.resolve(layer));
    const network = passes.cut ? cut(this.graph, values) : this.graph;
    const count = views.dims[0]!;
    const copy = (part: Expression, label: string): ((value: string) => Expression) =>
      instantiate(builder, network, {
        inputs: new Map([[this.input, part], ...this.furtherInputs(builder)]),
        prefix: `${prefix}${label}`,
        batch: this.batching === 'adapted' ? count : undefined,
      });
    try {
      const images = preprocess(views, this.description);
      const single = this.batching === 'single' && count > 1;
      const copies = single
        ? Array.from({ length: count }, (_, i) => copy(images.slice(0, i, i + 1), `${i}:`))
        : [copy(images, '')];
      const axisOf = this.channelAxis();
      // a layer is put together once, however many terms of an objective look at it
      const made = new Map([[INPUT, views]]);
      const partsOf = (layer: string): Expression[] => copies.map((find) => find(this.resolve(layer)));
      const assemble = (parts: readonly Expression[], layer: string): Expression =>
        channelsFirst(builder.concat(parts, 0), axisOf(this.resolve(layer)));
      const activations = (layer: string): Expression => {
        const known = made.get(layer) ?? assemble(partsOf(layer), layer);
        made.set(layer, known);
        return known;
      };
      // what the network computes goes on from a layer's values as they are, not as they are put together here
      const gradients = (scalar: Expression, wanted: readonly string[]): Expression[] => {
        const parts = wanted.map((layer) => (layer === INPUT ? [views] : partsOf(layer)));
        const found = gradient(builder, scalar, parts.flat());
        return wanted.map((layer, i) => {
          const own = found.splice(0, parts[i]!.length);
          return layer === INPUT ? own[0]! : assemble(own, layer);
        });
      };
      return Object.assign(activations, {
        gradient: (scalar: Expression, layer: string) => gradients(scalar, [layer])[0]!,
        gradients,
        constantGradients: (scalar: Expression, names: readonly string[]) => {
          // copies share an initializer, but each makes a constant node's value anew
          const of = names.map((name) => [
            ...new Map(copies.map((find) => [find(name).name, find(name)])).values(),
          ]);
          const found = gradient(builder, scalar, of.flat());
          return of.map((parts) => found.splice(0, parts.length).reduce((sum, part) => sum.add(part)));
        },
      });
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      const wanted = layers.map((layer) => `"${layer}"`).join(' and ');
      throw new GraphError(`on the way from the image to ${wanted}: ${error.message}`, { cause: error });
    }
  }

  /** Inputs besides the image, filled with what the description says. */
  private furtherInputs(builder: Builder): [string, Expression][] {
    return this.graph.inputs
      .filter((input) => input.name !== this.input)
      .flatMap(({ name, type, dims = [] }): [string, Expression][] => {
        const fill = this.description.inputs?.[name];
        // only a layer that needs the input makes its absence an error
        if (fill === undefined) return [];
        const shape = dims.map((d) => (typeof d === 'number' ? d : 1));
        return [[name, builder.scalar(fill, type).expand(shape)]];
      });
  }

  /** The axis of a layer's own values, in the graph, that holds its channels. */
  channelAxisOf(layer: string): number {
    return this.channelAxis()(this.resolve(layer));
  }

  private axes: ((value: string) => number) | undefined;

  private channelAxis(): (value: string) => number {
    return (this.axes ??= channelAxes(this.graph, this.typed(1)));
  }

  private readonly types = new Map<string, (value: string) => ValueType | undefined>();

  /** Types of all values that can be typed, for a number of images. */
  private typed(count: number, adapt = false): (value: string) => ValueType | undefined {
    const key = `${count}${adapt}`;
    const known = this.types.get(key);
    if (known) return known;
    const builder = new Builder();
    const [height, width] = this.description.size;
    const image = builder.input(this.input, 'float32', [count, 3, height, width]);
    const find = instantiate(builder, this.graph, {
      inputs: new Map([[this.input, image], ...this.furtherInputs(builder)]),
      batch: adapt ? count : undefined,
      // what follows an operator that is not supported has no known shape, and is shown so
      tolerant: true,
    });
    const typeOf = (value: string): ValueType | undefined => find.type(value);
    this.types.set(key, typeOf);
    return typeOf;
  }
}

/** Activations with channels on axis 1 and positions after them; tokens are positions in one column. */
function channelsFirst(activations: Expression, axis: number): Expression {
  const rank = activations.rank;
  if (rank < 3) return activations;
  const others = Array.from({ length: rank - 1 }, (_, i) => i + 1).filter((i) => i !== axis);
  const ordered = activations.transpose([0, axis, ...others]);
  return rank === 3 ? ordered.reshape([...ordered.dims, 1]) : ordered;
}
