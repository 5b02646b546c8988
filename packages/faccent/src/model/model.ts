import { Builder, type Expression, type Graph, type ReadOptions, instantiate, readModel } from 'onnx-grad';
import { type Batching, type TypeOf, keepsViewsApart } from './batching.js';
import { classIndex, scoresBehind } from './classes.js';
import { type CopyOptions, type Layers, appendModel } from './copy.js';
import { type ModelDescription, checkDescription } from './description.js';
import { type Layer, listLayers } from './layers.js';
import { channelAxes } from './layout.js';
import { Network } from './network.js';

/** Where a model came from, as `loadModel` notes it: what a recipe says of its model. */
export interface ModelOrigin {
  /** A path, an address, or a place on the Hub to the commit; of bytes, their file's name. */
  readonly source: string;
  /** Its file's path as it was given, or where it was put; none in a page. */
  readonly path?: string;
  /** SHA-256 of its file, in hexadecimal; empty in a page that is not secure, whose browser has no hashes. */
  readonly sha256: string;
  /** What of the description was stated neither by its `model.json` nor by the caller, and where it is from: sentences. */
  readonly assumed: readonly string[];
}

/** How a model is read. */
export interface ModelReadOptions extends ReadOptions {
  readonly origin?: ModelOrigin;
}

/** A vision network: its graph, and what must be known to show it pictures. */
export class Model extends Network {
  private listed: Layer[] | undefined;
  /** The graph's input that takes the image. */
  readonly input: string;

  private constructor(
    graph: Graph,
    readonly description: ModelDescription,
    /** Where it came from; none of a model that was read from bytes, or changed since. */
    readonly origin?: ModelOrigin,
  ) {
    super(graph);
    this.input = this.inputNamed(description.input);
  }

  /**
   * @param bytes an ONNX model with one image input (n, 3, h, w) and a free batch dimension
   * @param description the contents of its `model.json`
   * @param options weights that are stored outside the model, and where it came from
   * @throws GraphError, FaccentError on a model or a description that cannot be used
   */
  static read(
    bytes: Uint8Array,
    description: Readonly<Record<string, unknown>> | ModelDescription,
    { origin, ...options }: ModelReadOptions = {},
  ): Model {
    return new Model(readModel(bytes, options), checkDescription({ ...description }), origin);
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
  get batching(): Batching {
    return (this.batchingMode ??= this.findBatching());
  }

  private batchingMode: Batching | undefined;

  private findBatching(): Batching {
    if (this.graph.inputs.find((i) => i.name === this.input)?.dims?.[0] !== 1) return 'free';
    const values = this.graph.nodes.flatMap((node) => node.outputs);
    return keepsViewsApart(values, this.typed(1), this.typed(2, true)) ? 'adapted' : 'single';
  }

  /** The index of a class given by index or label (case and word separators do not matter). @throws FaccentError */
  classIndex(wanted: string): number {
    return classIndex(this.description.labels, wanted);
  }

  /**
   * Appends the network to a graph, from views in [0, 1] (n, 3, h, w) as far as the given layers. The layer `input` is
   * the views themselves.
   */
  append(builder: Builder, views: Expression, layers: readonly string[], options: CopyOptions = {}): Layers {
    return appendModel(this, builder, views, layers, options);
  }

  /** Inputs besides the image, filled with what the description says. */
  furtherInputs(builder: Builder): [string, Expression][] {
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
    this.axes ??= channelAxes(this.graph, this.typed(1));
    return this.axes(this.resolve(layer));
  }

  private axes: ((value: string) => number) | undefined;

  private readonly types = new Map<string, TypeOf>();

  /** Types of all values that can be typed, for a number of images. */
  private typed(count: number, adapt = false): TypeOf {
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
    const typeOf: TypeOf = (value) => find.type(value);
    this.types.set(key, typeOf);
    return typeOf;
  }
}
