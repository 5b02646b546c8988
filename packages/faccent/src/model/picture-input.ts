import type { DataType, Dimension, Expression, Graph, GraphInput, Node } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import type { Layout, ModelDescription } from './description.js';

/** The input of a network that takes the picture. */
export interface PictureInput {
  readonly name: string;
  /** What says that it is this one, where nobody does. */
  readonly from: string;
  readonly type: DataType;
  readonly layout: Layout;
  /** What says where it has its channels, where nobody does. */
  readonly layoutFrom: string;
  /** Whether it has an axis for several images. */
  readonly batched: boolean;
  /** 1 (grey), 3 (colours), or as many as a stack of images has. */
  readonly channels: number;
  /** Height and width in pixels, where the file fixes them. */
  readonly size?: readonly [number, number];
}

/** Types that a picture can have; half precision and double precision are read as float32. */
const PICTURE_TYPES: ReadonlySet<DataType> = new Set(['float32', 'float64', 'float16', 'uint8']);

const shape = ({ dims }: GraphInput): string =>
  dims ? dims.map((d) => d ?? '?').join(' × ') : 'of any shape';

/** Inputs by name and shape. */
export const listed = (inputs: readonly GraphInput[]): string =>
  inputs.map((i) => `"${i.name}" (${shape(i)})`).join(', ');

/** Whether an input may be a picture: its type, its rank, and channels where a picture has them. */
function likeness({ type, dims }: GraphInput): number {
  if (!PICTURE_TYPES.has(type)) return 0;
  if (dims && dims.length !== 4 && dims.length !== 3) return 0;
  if (!dims) return 1;
  const own = dims.length === 4 ? dims.slice(1) : dims;
  const ends = [own[0], own[2]];
  // one pixel is none
  if (own.filter((d) => d === 1).length > 1) return 0;
  if (ends.includes(3)) return dims.length === 4 ? 5 : 4;
  if (ends.includes(1)) return 3;
  return dims.length === 4 ? 2 : 1;
}

/**
 * The input that takes the picture: the one that is named, the only one, or the one that is shaped like a picture.
 * @throws FaccentError where there is none such, or several that are as likely
 */
export function pictureInput(
  graph: Graph,
  named: string | undefined,
  layout: Layout | undefined,
): PictureInput {
  const input = chosenInput(graph.inputs, named);
  const { name, type, dims } = input;
  const batched = !isWithoutBatch(graph, input);
  if (dims && dims.length !== 4 && batched) {
    const what = dims.length === 5 ? 'a film or a volume' : 'no picture';
    throw new FaccentError(
      `the model's input "${name}" is ${shape(input)}: ${what}, where a picture is (n, channels, height, width) or (n, height, width, channels)`,
    );
  }
  if (!PICTURE_TYPES.has(type))
    throw new FaccentError(`the model's input "${name}" takes ${type}, which no picture is made of`);
  const own = ofOneImage(dims, batched);
  const follows = layoutOf(graph, name, own);
  const found = layout ?? follows.layout;
  if (found !== follows.layout && follows.from === BY_SHAPE)
    throw new FaccentError(
      `layout is ${found}, and the model's input "${name}", ${shape(input)}, has its channels where ${follows.layout} has them: leave layout out`,
    );
  const [channels, height, width] = found === 'NCHW' ? own : [own[2], own[0], own[1]];
  return {
    ...{ name, type, batched, layout: found },
    from: graph.inputs.length === 1 ? 'its graph (its only input)' : "its graph (its inputs' shapes)",
    layoutFrom: follows.from,
    channels: typeof channels === 'number' ? channels : (channelsRead(graph, name) ?? 3),
    ...(typeof height === 'number' && typeof width === 'number' && { size: [height, width] as const }),
  };
}

/**
 * Checks what is said of the picture against the input that takes it.
 * @throws FaccentError that says which does not go with the other
 */
export function checkPicture(
  { name, channels, type, size: fixed }: PictureInput,
  { range, mean, std, size, channelOrder }: ModelDescription,
): void {
  if (fixed && fixed.join() !== size.join())
    throw new FaccentError(
      `size is ${size.join(' × ')}, and the model's input "${name}" takes ${fixed.join(' × ')} alone: ` +
        'leave size out, or export the model with axes of any size',
    );
  if (channelOrder === 'BGR' && channels !== 3)
    throw new FaccentError(
      `channelOrder is BGR, and the model's input "${name}" has ${channels === 1 ? 'one channel' : `${channels} channels`}, not three colours`,
    );
  const bytes = range?.join() === '0,255' && mean === undefined;
  if (type === 'uint8' && !bytes)
    throw new FaccentError(
      `the model's input "${name}" takes bytes: its range is 0 to 255, and it has no other and no mean`,
    );
  for (const [what, values] of Object.entries({ mean, std }))
    if (values && values.length !== 1 && values.length !== channels)
      throw new FaccentError(
        `${what} has ${values.length} numbers, and the model's input has ${channels} channels`,
      );
}

/** Whether an input is one picture, without an axis for several. */
export function isWithoutBatch(graph: Graph, { name, dims }: GraphInput): boolean {
  if (dims?.length !== 3) return false;
  return dims[0] === 3 || dims[2] === 3 || firstReader(graph, name)?.operator === 'Unsqueeze';
}

/** The dimensions of one image; none where the file does not say them. */
const ofOneImage = (dims: GraphInput['dims'], batched: boolean): readonly Dimension[] =>
  (batched ? dims?.slice(1) : dims) ?? [];

/** The axis of a picture's channels, in an input with so many axes. */
export const channelAxisIn = (layout: Layout, rank: number): number =>
  layout === 'NHWC' ? rank - 1 : rank - 3;

/** The axis of an input's channels, whatever it takes: of a picture by its layout, of a sequence the last. */
export function channelAxisOf(graph: Graph, input: GraphInput, rank: number): number {
  const batched = !isWithoutBatch(graph, input);
  if (rank < 3 || (rank === 3 && batched)) return rank - 1;
  return channelAxisIn(layoutOf(graph, input.name, ofOneImage(input.dims, batched)).layout, rank);
}

/**
 * The input that is named, the only one, or the one that is shaped like a picture.
 * @throws FaccentError where there is none such, or several that are as likely
 */
export function chosenInput(inputs: readonly GraphInput[], named: string | undefined): GraphInput {
  if (named !== undefined) {
    const found = inputs.find((i) => i.name === named);
    if (!found) throw new FaccentError(`the model has no input "${named}"; it has ${listed(inputs)}`);
    return found;
  }
  const likely = likelyInputs(inputs);
  if (likely.length === 1) return likely[0]!;
  throw new FaccentError(
    `the model has ${inputs.length} inputs: ${listed(inputs)}; say which takes the image, with the option input, and give the others as inputs`,
    { help: 'inputs' },
  );
}

/** The inputs that are as likely as any to take the picture, by their shapes: the only one, whatever it is. */
export function likelyInputs(inputs: readonly GraphInput[]): readonly GraphInput[] {
  if (inputs.length === 1) return inputs;
  const best = Math.max(0, ...inputs.map(likeness));
  return best ? inputs.filter((i) => likeness(i) === best) : [];
}

/** What says where channels are, where nothing else can be. */
const BY_SHAPE = 'its graph (the shape of its input)';

/** Where channels are: by what can be their number, or else by what reads the picture. */
function layoutOf(
  graph: Graph,
  name: string,
  [first, , last]: readonly Dimension[],
): { readonly layout: Layout; readonly from: string } {
  const maybe = (d: Dimension): boolean => d === 1 || d === 3;
  const from = BY_SHAPE;
  if (maybe(first) && !maybe(last)) return { layout: 'NCHW', from };
  if (maybe(last) && !maybe(first)) return { layout: 'NHWC', from };
  const reader = firstReader(graph, name);
  if (reader?.operator === 'Transpose') {
    const perm = reader.attributes.get('perm');
    if (Array.isArray(perm) && perm.join() === '0,3,1,2')
      return { layout: 'NHWC', from: 'its graph (what reads its input)' };
  }
  return { layout: 'NCHW', from: 'the usual (its input fits both)' };
}

/** What a picture goes through before a layer looks at it. */
const PREPARING = new Set([
  'Cast',
  'Identity',
  'Sub',
  'Add',
  'Mul',
  'Div',
  'QuantizeLinear',
  'DequantizeLinear',
]);

function firstReader(graph: Graph, name: string): Node | undefined {
  for (let at = name; ;) {
    const reader = graph.nodes.find((node) => node.inputs.includes(at));
    if (!reader || !PREPARING.has(reader.operator)) return reader;
    at = reader.outputs[0]!;
  }
}

/** The number of channels that the first convolution reads. */
function channelsRead(graph: Graph, name: string): number | undefined {
  let reader = firstReader(graph, name);
  if (reader?.operator === 'Transpose' || reader?.operator === 'Pad')
    reader = firstReader(graph, reader.outputs[0]!);
  if (reader?.operator !== 'Conv') return undefined;
  const perGroup = graph.initializers.get(reader.inputs[1]!)?.dims[1];
  const groups = reader.attributes.get('group') ?? 1;
  return perGroup === undefined || typeof groups !== 'number' ? undefined : perGroup * groups;
}

/** What rearranges bytes without computing with them. */
const REARRANGING = new Set(['Transpose', 'Reshape', 'Identity', 'Squeeze', 'Unsqueeze', 'Slice', 'Resize']);

/** What of a network says how its input takes a picture. */
interface Taking {
  readonly graph: Graph;
  readonly input: string;
  readonly type: DataType;
}

/**
 * As what an input takes a picture: bytes as real numbers where the network makes them such first thing, so that they
 * have a gradient.
 */
export const takenAs = ({ graph, input, type }: Taking): 'float32' | 'uint8' =>
  type === 'uint8' && !madeReal(graph, input) ? 'uint8' : 'float32';

/** A picture of real numbers as an input takes it: bytes are rounded, and the gradient passes straight through. */
export function asInput(taking: Taking, picture: Expression): Expression {
  if (takenAs(taking) === 'float32') return picture;
  const b = picture.builder;
  return b.apply('QuantizeLinear', [picture, b.scalar(1), b.scalar(0, 'uint8')]);
}

const madeReal = (graph: Graph, name: string): boolean =>
  graph.nodes
    .filter((node) => node.inputs.includes(name))
    .every(
      (node) =>
        node.operator === 'Cast' || (REARRANGING.has(node.operator) && madeReal(graph, node.outputs[0]!)),
    );
