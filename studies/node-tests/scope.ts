import type { NodeTest } from './read.js';

/** Operators that no network holds on the way from a picture to a feature, and why; none of them is tested. */
const LEFT_OUT: readonly { readonly why: string; readonly operators: readonly string[] }[] = [
  {
    why: 'work on text',
    operators: ['RegexFullMatch', 'StringConcat', 'StringNormalizer', 'StringSplit', 'TfIdfVectorizer'],
  },
  {
    why: 'make or read sequences and values that may be absent',
    operators: [
      'OptionalGetElement',
      'OptionalHasElement',
      'SequenceInsert',
      'SequenceLength',
      'SequenceMap',
      'SplitToSequence',
    ],
  },
  {
    why: 'belong to training: losses and optimizers',
    operators: [
      'NegativeLogLikelihoodLoss',
      'SoftmaxCrossEntropyLoss',
      'ai.onnx.preview.training.Adagrad',
      'ai.onnx.preview.training.Adam',
      'ai.onnx.preview.training.Momentum',
    ],
  },
  { why: 'draw random numbers', operators: ['Bernoulli', 'RandomUniformLike'] },
  {
    why: 'work on tables and labels (ai.onnx.ml)',
    operators: [
      'ai.onnx.ml.ArrayFeatureExtractor',
      'ai.onnx.ml.Binarizer',
      'ai.onnx.ml.LabelEncoder',
      'ai.onnx.ml.TreeEnsemble',
    ],
  },
  {
    why: 'make constants for sound, or its spectra',
    operators: ['BlackmanWindow', 'HammingWindow', 'HannWindow', 'MelWeightMatrix', 'STFT'],
  },
  { why: 'decode files', operators: ['ImageDecoder'] },
  { why: 'have an output whose shape the picture settles', operators: ['Unique'] },
  {
    why: 'are newer than opset 24, or previews',
    operators: [
      'BitCast',
      'CausalConvWithState',
      'CumProd',
      'LinearAttention',
      'SwiGLU',
      'ai.onnx.preview.FlexAttention',
    ],
  },
];

/** Element types of packed weights of language models: a test that has one is left out. */
const PACKED = /^(?:FLOAT8|FLOAT4|U?INT2$)/;
/** Those that are read, since weights are dequantized from them, and not made. */
const READ_ALONE = /^U?INT4$/;
const NO_TENSOR = /^(?:list|NoneType|STRING)$/;

/** Why a test is left out; undefined where it counts. */
export function leftOut(test: NodeTest): string | undefined {
  const listed = LEFT_OUT.find(({ operators }) => operators.includes(test.operator));
  if (listed) return listed.why;
  const types = [...Object.values(test.inputs), ...Object.values(test.outputs)].map(({ type }) => type);
  if (types.some((type) => NO_TENSOR.test(type)))
    return 'have inputs or outputs that are no tensors of numbers';
  const made = Object.values(test.outputs).some(({ type }) => READ_ALONE.test(type));
  if (made || types.some((type) => PACKED.test(type)))
    return 'have numbers of 2 bits or floating-point numbers of 4 or 8, or make 4-bit ones';
  return undefined;
}
