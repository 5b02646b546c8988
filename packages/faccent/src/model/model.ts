import {
  ALL_PASSES,
  Builder,
  type Expression,
  type Graph,
  GraphError,
  type Passes,
  type ValueType,
  cut,
  instantiate,
  readModel,
} from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { type Layer, listLayers, nameValues, resolveLayer } from './layers.js';
import { type ModelDescription, checkDescription } from './description.js';
import { preprocess } from './preprocess.js';

/** A network as its file has it: a graph whose values have names. */
export class Network {
  private readonly names: ReadonlyMap<string, string>;

  protected constructor(readonly graph: Graph) {
    this.names = nameValues(graph);
  }

  /** @throws GraphError on bytes that are no ONNX model, or one that contradicts itself */
  static open(bytes: Uint8Array): Network {
    return new Network(readModel(bytes));
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
   * @throws GraphError, FaccentError on a model or a description that cannot be used
   */
  static read(bytes: Uint8Array, description: Readonly<Record<string, unknown>> | ModelDescription): Model {
    return new Model(readModel(bytes), checkDescription({ ...description }));
  }

  /** Layers in the order of computation. */
  get layers(): readonly Layer[] {
    return (this.listed ??= listLayers(this.graph, this.shapes()));
  }

  /** The layer of class scores. */
  get logits(): string {
    return this.description.logits ?? this.graph.outputs[0]!;
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
   * Appends the network to a graph, from views in [0, 1] (n, 3, h, w) as far as the given layers.
   * @param prefix put before the copy's values; copies share their weights
   */
  append(
    builder: Builder,
    views: Expression,
    layers: readonly string[],
    { prefix = '', passes = ALL_PASSES }: { prefix?: string; passes?: Passes } = {},
  ): (layer: string) => Expression {
    const values = layers.map((layer) => this.resolve(layer));
    const network = passes.cut ? cut(this.graph, values) : this.graph;
    const inputs = new Map([[this.input, preprocess(views, this.description)]]);
    const find = instantiate(builder, network, { inputs, prefix });
    return (layer) => find(this.resolve(layer));
  }

  /** Shapes of all values that can be typed, for one image. */
  private shapes(): (value: string) => ValueType | undefined {
    const builder = new Builder();
    const [height, width] = this.description.size;
    const image = builder.input(this.input, 'float32', [1, 3, height, width]);
    for (const [name, tensor] of this.graph.initializers) builder.constant(tensor, name);
    for (const [domain, version] of this.graph.opsets) builder.graph.opsets.set(domain, version);
    const known = new Set([image.name, ...this.graph.initializers.keys()]);
    for (const node of this.graph.nodes) {
      if (!node.inputs.every((name) => !name || known.has(name))) continue;
      try {
        builder.append(node);
      } catch (error) {
        // what follows an operator that is not supported has no known shape, and is shown so
        if (error instanceof GraphError) continue;
        throw error;
      }
      for (const name of node.outputs) known.add(name);
    }
    return (value) => builder.graph.types.get(value);
  }
}
