import {
  type Builder,
  type Expression,
  type Graph,
  type Module,
  type ReadOptions,
  writeModel,
} from 'onnx-grad';
import { canonicalJson } from '../declaration/json.js';
import { FaccentError } from '../errors.js';
import { plainFingerprint } from '../math/fingerprint.js';
import { textHash } from '../math/text-hash.js';
import { type Batching, Images } from './batching.js';
import { classUnits } from './class-units.js';
import { Classes, probabilitiesOf } from './classes.js';
import { type CopyOptions, type Layers, appendModel } from './copy.js';
import { type ModelDescription, checkDescription } from './description.js';
import { INPUT, type Layer, listLayers } from './layers.js';
import { inputValue, inputsBehind } from './further-inputs.js';
import { type Fact, factsOf } from './facts.js';
import { Network } from './network.js';
import { modelNotes } from './notes.js';
import { type Scores, findScores } from './scores.js';
import { type PictureInput, channelAxisIn, checkPicture, pictureInput } from './picture-input.js';
import { type Sources, statedOf } from './sources.js';

/** Where a model came from, as `loadModel` notes it: what a recipe says of its model. */
export interface ModelOrigin {
  /** A path, an address, or a place on the Hub to the commit; of bytes, their file's name. */
  readonly source: string;
  /** Its file's path as it was given, or where it was put; none in a page. */
  readonly path?: string;
  /** SHA-256 of its file, in hexadecimal; empty in a page that is not secure, whose browser has no hashes. */
  readonly sha256: string;
  /** Where each field of its description is from; of some that are not there, why. */
  readonly sources: Sources;
}

/** How a model is read. */
export interface ModelReadOptions extends ReadOptions {
  readonly origin?: ModelOrigin;
}

/**
 * A vision network: its graph, and what must be known to show it pictures.
 * @example
 * const model = Model.read(await readFile('model.onnx'), { size: [224, 224], range: [-1, 1] });
 * model.logits; // 'logits'
 * @example model.layers.find(({ name }) => name === 'block5c')?.dims; // [1, 112, 10, 10]
 */
export class Model extends Network {
  private listed: Layer[] | undefined;
  /** The graph's input that takes the image. */
  readonly picture: PictureInput;
  /** How the network does with several images what it does with one. */
  readonly images: Images;

  private constructor(
    graph: Graph,
    readonly description: ModelDescription,
    /** Where the description's fields are from. */
    readonly sources: Sources,
    /** Where it came from; none of a model that was read from bytes, or changed since. */
    readonly origin?: ModelOrigin,
    modules?: readonly Module[],
  ) {
    super(graph, modules);
    this.picture = pictureInput(graph, description.input, description.layout);
    checkPicture(this.picture, description);
    const { name: input, layout, channels, batched, type } = this.picture;
    const plane = layout === 'NCHW' ? [channels, ...description.size] : [...description.size, channels];
    const dims = batched ? [1, ...plane] : plane;
    this.images = new Images({
      ...{ graph, input, batched, type, dims },
      channelAxis: channelAxisIn(layout, dims.length),
      further: (builder) => this.furtherInputs(builder),
    });
  }

  /**
   * @param bytes an ONNX model with an input that takes pictures, (n, channels, h, w) or (n, h, w, channels)
   * @param description the contents of its `model.json`
   * @param options weights that are stored outside the model, and where it came from
   * @throws GraphError, FaccentError on a model or a description that cannot be used
   */
  static read(
    bytes: Uint8Array,
    description: Readonly<Record<string, unknown>> | ModelDescription,
    { origin, ...options }: ModelReadOptions = {},
  ): Model {
    return Model.of(Network.open(bytes, options), description, origin);
  }

  /** A network that was opened already, with what must be known of it. @throws FaccentError as `read` */
  static of(
    { graph, modules }: Network,
    description: Readonly<Record<string, unknown>> | ModelDescription,
    origin?: ModelOrigin,
  ): Model {
    const sources = origin?.sources ?? statedOf(description);
    return new Model(graph, checkDescription({ ...description }), sources, origin, modules);
  }

  override withGraph(graph: Graph): Model {
    return new Model(graph, this.description, this.sources, undefined, this.modules);
  }

  /** Layers in the order of computation. */
  get layers(): readonly Layer[] {
    return (this.listed ??= listLayers(this, this.images));
  }

  /** The layer of class scores: before the softmax or the sigmoids, where the network ends in such. */
  get logits(): string {
    return this.scores.value;
  }

  private fingerprintFound: string | undefined;

  /**
   * What tells it from other networks: its file, or what was read of it, and how pictures are shown to it. Descriptions of
   * objectives name networks by it.
   */
  get fingerprint(): string {
    const { origin, description, graph } = this;
    const contents = (): string => origin?.sha256 || plainFingerprint(writeModel(graph));
    return (this.fingerprintFound ??= `${contents()}/${textHash(canonicalJson(description))}`);
  }

  private scoresFound: Scores | undefined;

  /** The value that has its class scores, what they are, and why they are taken to be those. */
  get scores(): Scores {
    return (this.scoresFound ??= findScores(this));
  }

  /** Class scores as probabilities, in [0, 1]; undefined where they are none, but plain numbers. */
  probabilities(scores: readonly number[]): readonly number[] | undefined {
    return probabilitiesOf(scores, this.scores, this.classes.labels);
  }

  /** Those of some inputs that have no value. */
  private withoutValue(inputs: readonly string[]): string[] {
    const given = this.description.inputs ?? {};
    return inputs.filter((name) => name !== this.input && !Object.hasOwn(given, name));
  }

  /** What was taken to be so of the model, and where each is from: input, range, classes, the layer that holds runs. */
  get facts(): readonly Fact[] {
    return factsOf(this);
  }

  /** What a person should know of how the model is used. */
  get notes(): readonly string[] {
    const { graph, input, scores, batching, images, description } = this;
    const oneByOne = batching === 'adapted' ? images.oneByOne : 0;
    return modelNotes({ graph, input, scores, logits: description.logits, batching, oneByOne });
  }

  /** Whether the graph takes any number of views at once as it is, or is adapted to that. */
  get batching(): Batching {
    return this.images.isFree(this.logits) ? 'free' : 'adapted';
  }

  /** How many planes its pictures have: 3 where it sees colours or grey, or as many as a stack for it. */
  get planes(): number {
    return this.picture.channels === 1 ? 3 : this.picture.channels;
  }

  /** @throws FaccentError where a picture has other planes than the network sees */
  checkPlanes(planes: number): void {
    if (planes !== this.planes)
      throw new FaccentError(
        this.planes === 3
          ? `the picture is a stack of ${planes} planes, and the model's input "${this.input}" takes photographs`
          : `the model's input "${this.input}" has ${this.planes} channels, and the picture has ${planes}: ` +
              `give a stack of ${this.planes} planes, a NumPy file (${this.planes}, height, width) or a TIFF of ${this.planes} pages`,
      );
  }

  /** @throws FaccentError where a layer needs an input that has no value */
  private checkInputs(layer: string): void {
    if (this.graph.inputs.length === 1) return;
    const missing = this.withoutValue(inputsBehind(this.graph, this.resolve(layer)));
    if (missing.length)
      throw new FaccentError(
        `"${layer}" is also made of other inputs: ${missing.map((name) => `"${name}" has no value`).join(', ')}; give it one in inputs`,
        { help: 'inputs' },
      );
  }

  private classesFound: Classes | undefined;

  /** The classes among the units of its scores, and what they are called. */
  get classes(): Classes {
    const { labels } = this.description;
    return (this.classesFound ??= new Classes(
      labels,
      classUnits({ graph: this.graph, images: this.images, scores: this.scores, labels }),
    ));
  }

  /**
   * The unit of a class given by its label, in letters of any script, or its index (`index:7` where labels are digits).
   * Exact text goes before what differs in case and separators, that before one of a label's synonyms, that before what
   * differs in accents, and that before words in it.
   * @throws FaccentError where there is none such, with the closest, or several, with all of them
   */
  classIndex(wanted: string | number): number {
    return this.classes.unit(typeof wanted === 'number' ? `index:${wanted}` : wanted);
  }

  /** The label of a unit of the class scores. */
  labelOf(unit: number): string | undefined {
    return this.classes.labelOf(unit);
  }

  /**
   * Appends the network to a graph, from views in [0, 1] (n, 3, h, w) as far as the given layers. The layer `input` is
   * the views themselves.
   */
  append(builder: Builder, views: Expression, layers: readonly string[], options: CopyOptions = {}): Layers {
    this.checkPlanes(views.dims[1]!);
    for (const layer of layers) if (layer !== INPUT) this.checkInputs(layer);
    return appendModel(this, builder, views, layers, options);
  }

  /** Inputs besides the image, filled with what the description says. */
  furtherInputs(builder: Builder): [string, Expression][] {
    return this.graph.inputs
      .filter((input) => input.name !== this.input)
      .flatMap((input): [string, Expression][] => {
        const given = this.description.inputs?.[input.name];
        // only a layer that needs the input makes its absence an error
        return given === undefined ? [] : [[input.name, inputValue(builder, input, given)]];
      });
  }

  /** The graph's input that takes the image. */
  get input(): string {
    return this.picture.name;
  }
}
