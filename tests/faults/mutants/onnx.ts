import { EDGES, type Mutator, edgeBytes, mutateBytes } from './bytes.js';
import type { Choices } from './choices.js';
import { type Field, type Place, parseFields, placesIn, varintBytes, writeFields } from './protobuf.js';
import { oddText } from './texts.js';

/** Operators of every family: a node may say that it is another. */
const OPERATORS =
  'Abs Add And ArgMax AveragePool BatchNormalization Bernoulli Cast CastLike Ceil Celu Clip Compress Concat Constant ConstantOfShape Conv ConvInteger ConvTranspose CumSum DFT DepthToSpace DequantizeLinear Det Div Dropout DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand EyeLike Flatten Floor GRU Gather GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool Greater GridSample GroupNormalization HardSigmoid HardSwish Hardmax Identity If InstanceNormalization IsInf IsNaN LRN LSTM LayerNormalization LeakyRelu Less Log LogSoftmax Loop LpNormalization LpPool MatMul MatMulInteger Max MaxPool MaxRoiPool MaxUnpool Mean MeanVarianceNormalization Min Mish Mod Mul Multinomial Neg NonMaxSuppression NonZero Not OneHot Optional Or PRelu Pad Pow QLinearConv QLinearMatMul QuantizeLinear RNN RandomNormal RandomUniformLike Range Reciprocal ReduceL1 ReduceL2 ReduceLogSumExp ReduceMax ReduceMean ReduceProd ReduceSum Relu Reshape Resize ReverseSequence RoiAlign Round STFT Scan ScatterElements ScatterND Selu SequenceAt SequenceConstruct Shape Shrink Sigmoid Sign Sin Size Slice Softmax Softplus Softsign SpaceToDepth Split SplitToSequence Sqrt Squeeze StringNormalizer Sub Sum Tan Tanh ThresholdedRelu Tile TopK Transpose Trilu Unique Unsqueeze Upsample Where Xor Attention BiasGelu FusedConv NhwcConv QLinearAdd SkipLayerNormalization'.split(
    ' ',
  );

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A number of a field, of its kind. */
function oddNumber({ wire, key }: Field, c: Choices): Uint8Array {
  if (wire === 5 || wire === 1) {
    const bytes = Buffer.alloc(wire === 5 ? 4 : 8);
    const value = c.of([0, -0, 1, -1, NaN, Infinity, -Infinity, 1e38, 1e-45, 0.5, 1e9, -1e9, 3]);
    if (wire === 5) bytes.writeFloatLE(value);
    else bytes.writeDoubleLE(value);
    return bytes;
  }
  // where small numbers mean something: types of elements and of attributes, sizes of windows and of axes
  const small = key === 'dataType' || key === 'elemType' || key === 'type' || !c.oneIn(3);
  return varintBytes(small ? BigInt(c.below(25) - 2) : c.of(EDGES));
}

const isText = ({ wire, type, value }: Field): boolean =>
  wire === 2 && !Array.isArray(value) && /^string/.test(type ?? '');
const isNumber = ({ wire }: Field): boolean => wire !== 2;
const isMessage = ({ value }: Field): boolean => Array.isArray(value);

/** A copy of a field, with all that is in it. */
const copied = (field: Field): Field => ({
  ...field,
  value: Array.isArray(field.value) ? field.value.map(copied) : field.value,
});

type Change = (places: readonly Place[], choices: Choices) => void;

/** One of the places whose field is of a kind, each kind of field as often as the others: weights would drown the rest. */
function one(
  places: readonly Place[],
  c: Choices,
  is: (field: Field) => boolean = () => true,
): Place | undefined {
  const fitting = places.filter(({ field }) => is(field));
  const keys = [...new Set(fitting.map(({ field }) => field.key))];
  const key = c.of(keys);
  return c.of(fitting.filter(({ field }) => field.key === key));
}

const CHANGES: readonly Change[] = [
  // left out, given twice, in another's place
  (places, c) => {
    const { field, among } = one(places, c)!;
    among.splice(among.indexOf(field), 1);
  },
  (places, c) => {
    const { field, among } = one(places, c)!;
    const copies = Array.from({ length: c.of([1, 1, 3, 300]) }, () => copied(field));
    among.splice(among.indexOf(field), 0, ...copies);
  },
  (places, c) => {
    const { field } = one(places, c)!;
    const other = one(places, c, ({ wire }) => wire === field.wire)!.field;
    [field.value, other.value] = [other.value, field.value];
  },
  (places, c) => {
    const { field } = one(places, c)!;
    const alike = one(places, c, ({ key, type }) => key === field.key && type === field.type)!.field;
    [field.value, alike.value] = [copied(alike).value, copied(field).value];
  },
  (places, c) => {
    const { field } = one(places, c)!;
    one(places, c, isMessage)?.among.push(copied(field));
  },
  // numbers and texts of every kind
  ...Array.from({ length: 5 }, (): Change => (places, c) => {
    const { field } = one(places, c, isNumber)!;
    field.value = oddNumber(field, c);
  }),
  ...Array.from({ length: 2 }, (): Change => (places, c) => {
    const { field } = one(places, c, isText)!;
    field.value = bytesOf(oddText(c));
  }),
  // a name that is another's
  ...Array.from({ length: 2 }, (): Change => (places, c) => {
    const { field } = one(places, c, isText)!;
    field.value = one(places, c, isText)!.field.value;
  }),
  // an operator that is another
  ...Array.from({ length: 3 }, (): Change => (places, c) => {
    const place = one(places, c, ({ key }) => key === 'opType');
    if (place) place.field.value = bytesOf(c.of(OPERATORS));
  }),
  // bytes of weights cut or doubled
  (places, c) => {
    const { field } = one(places, c, ({ wire, value }) => wire === 2 && !Array.isArray(value))!;
    const value = field.value as Uint8Array;
    field.value = c.oneIn(2) ? value.subarray(0, c.below(value.length)) : Buffer.concat([value, value]);
  },
  (places, c) => {
    const { field } = one(places, c, ({ wire, value }) => wire === 2 && !Array.isArray(value))!;
    if (!Array.isArray(field.value)) field.value = mutateBytes(field.value, c, () => edgeBytes(c));
  },
  // another field, another wire type, another length than is there
  (places, c) => void (one(places, c)!.field.number = c.of([0, 1, 2, 3, 5, 7, 8, 14, 20, 21, 901, 2 ** 29])),
  (places, c) => void (one(places, c)!.field.wire = c.below(8)),
  (places, c) =>
    void (one(places, c, ({ wire }) => wire === 2)!.field.lie = c.of([-8, -1, 1, 2, 40, 2 ** 31, 2 ** 40])),
  // a message in itself
  (places, c) => {
    const { field } = one(places, c, isMessage)!;
    (field.value as Field[]).push(copied(field));
  },
];

/** What is within the fields of a key: of attributes and of weights, say. */
const inside = (places: readonly Place[], ...keys: string[]): Place[] =>
  places.filter(({ field }) => keys.includes(field.key ?? '')).flatMap(({ field }) => placesIn([field]));

/** Changes after which a file still reads as a network: what is wrong with it shows where it is run, if anywhere. */
const GENTLE: readonly Change[] = [
  // a number of an attribute, or one left out
  ...Array.from({ length: 3 }, (): Change => (places, c) => {
    const place = one(inside(places, 'attribute'), c, (field) => isNumber(field) && field.key !== 'type');
    if (place) place.field.value = oddNumber(place.field, c);
  }),
  (places, c) => {
    const place = one(places, c, ({ key }) => key === 'attribute');
    place?.among.splice(place.among.indexOf(place.field), 1);
  },
  // weights of another shape, with as many numbers
  (places, c) => {
    const { among } = one(places, c, ({ key }) => key === 'rawData')!;
    const dims = among.filter(({ key }) => key === 'dims');
    const [a, b] = [c.of(dims), c.of(dims)];
    if (a && b) [a.value, b.value] = [b.value, a.value];
  },
  // another's weights, values, axes
  ...Array.from({ length: 3 }, (): Change => (places, c) => {
    const { field } = one(places, c, ({ key }) => key === 'input' || key === 'output')!;
    field.value = one(
      places,
      c,
      ({ key }) => key === 'input' || key === 'output' || key === 'name',
    )!.field.value;
  }),
  (places, c) => {
    const { field, among } = one(places, c, ({ key, value }) => key === 'input' && !Array.isArray(value))!;
    if (c.oneIn(2)) among.splice(among.indexOf(field), 1);
    else among.splice(among.indexOf(field), 0, copied(field));
  },
  ...Array.from({ length: 3 }, (): Change => (places, c) => {
    const place = one(places, c, ({ key }) => key === 'opType');
    if (place) place.field.value = bytesOf(c.of(OPERATORS));
  }),
  // numbers of weights that are nowhere expected
  (places, c) => {
    const { field } = one(places, c, ({ key }) => key === 'rawData')!;
    const bytes = Buffer.from(field.value as Uint8Array);
    for (let i = c.of([1, 4, 64]); i > 0 && bytes.length >= 8; i--)
      bytes.set(edgeBytes(c), 4 * c.below((bytes.length - 4) / 4));
    field.value = bytes.subarray(0, (field.value as Uint8Array).length);
  },
  // types, shapes of inputs, the operator set
  (places, c) => {
    const place = one(places, c, ({ key }) => key === 'dataType' || key === 'elemType');
    if (place) place.field.value = varintBytes(BigInt(c.below(24)));
  },
  (places, c) => {
    const place = one(places, c, ({ key }) => key === 'dimValue' || key === 'dims' || key === 'version');
    if (place) place.field.value = varintBytes(c.oneIn(2) ? BigInt(c.below(64)) : c.of(EDGES));
  },
];

/** A model with something else in its messages: one thing, or a few. */
const mutateMessages: Mutator = (bytes, choices) => {
  const model = parseFields(bytes, 'ModelProto');
  const changes = choices.oneIn(3) ? CHANGES : GENTLE;
  for (let i = choices.of([1, 1, 1, 2, 4]); i > 0; i--) {
    const places = placesIn(model);
    if (places.length) choices.of(changes)(places, choices);
  }
  return writeFields(model);
};

/** A model with changes to its bytes, mostly where its structure is, or to its messages. */
export const mutateModel: Mutator = (bytes, choices, other) => {
  if (!choices.oneIn(5)) {
    try {
      return mutateMessages(bytes, choices, other);
    } catch (error) {
      // an operand that is no longer there: the bytes, then
      if (!(error instanceof TypeError)) throw error;
    }
  }
  const at = choices.below(Math.max(1, bytes.length - 600));
  return mutateBytes(
    bytes,
    choices,
    other,
    choices.oneIn(2) ? [0, Math.min(bytes.length, 1500)] : [at, Math.min(bytes.length, at + 600)],
  );
};
