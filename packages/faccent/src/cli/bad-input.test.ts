// Proves that bad input of any command is one clear message, a status and nothing left behind.
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, test } from 'vitest';
import { formatNpy } from '../formats/npy.js';
import { onMini } from '../testing/mini-inception.js';
import { oneProcess } from './testing/command.js';
import { photo, tinyModel as tiny, workFolder } from './testing/folder.js';

const { at, expectRefusal } = workFolder('bad-input', oneProcess());

const small = [...onMini, '--size', '64', '--steps', '3', '--views', '2'];

beforeAll(() => {
  writeFileSync(at('text.jpg'), 'this is no picture');
  writeFileSync(at('cut.jpg'), readFileSync(photo).subarray(0, 2000));
  writeFileSync(at('noise.onnx'), 'this is no model');
  writeFileSync(at('cut.onnx'), readFileSync(tiny).subarray(0, 9000));
  writeFileSync(at('bare.onnx'), readFileSync(tiny));
  writeFileSync(at('file'), '');
  writeFileSync(at('short.npy'), Buffer.from(formatNpy([4], new Float32Array(4))).subarray(0, -4));
  writeFileSync(at('x.npy'), formatNpy([1, 3, 32, 32], new Float32Array(3072)));
  writeFileSync(at('recipe.txt'), 'no recipe');
  writeFileSync(at('empty.json'), '{}');
});

const ketch = ['--class', 'ketch', ...small];
const gradientOf = (...rest: string[]): string[] => [
  'gradient',
  '--model',
  tiny,
  '--out',
  at('no.npy'),
  ...rest,
];

test.each<[string, string[], RegExp]>([
  ['no such photo', ['accentuate', 'gone.jpg', ...ketch], /cannot read "gone.jpg": there is no such file/],
  ['a folder', ['accentuate', at(), ...ketch], /it is a folder, not a file/],
  ['not an image', ['accentuate', at('text.jpg'), ...ketch], /cannot read ".*text.jpg" as an image/],
  ['half an image', ['accentuate', at('cut.jpg'), ...ketch], /cannot read ".*cut.jpg" as an image/],
  ['no feature', ['visualize', ...small], /either --feature LAYER:UNIT or --class/],
  ['no feature to explain', ['attribute', photo], /either --feature LAYER:UNIT or --class/],
  ['both', ['accentuate', photo, '--feature', 'mixed4a:1', ...ketch], /either --feature/],
  ['unknown class', ['accentuate', photo, '--class', 'kettch', ...small], /no class "kettch"/],
  [
    'class out of range',
    ['accentuate', photo, '--class', '101', ...small],
    /classes 0 to 100; there is no class 101/,
  ],
  [
    'unknown layer',
    ['accentuate', photo, '--feature', 'mixed9:1', ...small],
    /no layer "mixed9"; the closest are "mixed/,
  ],
  [
    'unit out of range',
    ['accentuate', photo, '--feature', 'mixed4a:9999', ...small],
    /there is no unit 9999/,
  ],
  [
    'bad position',
    ['accentuate', photo, '--feature', 'mixed4a:1', '--position', '99,0', ...small],
    /no position 99, 0/,
  ],
  ['bad regularizer', ['accentuate', photo, ...ketch, '--regularize', 'nowhere'], /no layer "nowhere"/],
  [
    'negative rate',
    ['accentuate', photo, ...ketch, '--learning-rate', '-1'],
    /--learning-rate <x>' argument '-1' is invalid. it should be a number above 0/,
  ],
  ['negative strength', ['accentuate', photo, ...ketch, '--strength=-2'], /it should be a number, 0 or more/],
  [
    'percentile',
    ['accentuate', photo, ...ketch, '--opacity-percentile', '120'],
    /it should be a number from 0 to 100/,
  ],
  ['out is a file', ['accentuate', photo, ...ketch, '--out', at('file')], /cannot write to the folder/],
  ['no model', ['accentuate', photo, ...ketch, '--model', 'gone.onnx'], /cannot read the model "gone.onnx"/],
  ['not a model', ['accentuate', photo, ...ketch, '--model', at('noise.onnx')], /not an ONNX model/],
  [
    'half a model',
    ['accentuate', photo, ...ketch, '--model', at('cut.onnx'), '--input-size', '32', '--range', '0,1'],
    /"?.*cut.onnx": /,
  ],
  [
    'model without description',
    ['accentuate', photo, ...ketch, '--model', at('bare.onnx')],
    /does not know the range of this model's input.*\(here --range LO,HI, or --mean and --std\)$/,
  ],
  ['tensors', ['accentuate', photo, ...ketch, '--save-tensors', 'run.pt'], /end in .safetensors or .npy/],
  [
    'tensors in a file',
    ['accentuate', photo, ...ketch, '--save-tensors', at('file/run.npy')],
    /cannot write to the folder ".*file"/,
  ],
  ['top: layer', ['top', photo, '--layer', 'x9'], /no layer "x9"/],
  ['replay: not json', ['replay', at('recipe.txt')], /is not JSON/],
  ['replay: not a recipe', ['replay', at('empty.json')], /this is not a recipe/],
  ['gradient: no file', gradientOf('--feature', 'fc:3', '--input', 'gone.npy'), /there is no such file/],
  ['gradient: not npy', gradientOf('--feature', 'fc:3', '--input', photo), /is not a NumPy array/],
  ['gradient: short', gradientOf('--feature', 'fc:3', '--input', at('short.npy')), /is damaged/],
  [
    'gradient: input name',
    gradientOf('--feature', 'fc:3', '--input', at('x.npy'), '--input-name', 'z'),
    /no input "z"; it has "input"/,
  ],
])('%s', (_, args, message) => expectRefusal(args, message));

test.each([
  [['accentuate', photo, '--device', 'tpu'], /argument 'tpu' is invalid. Allowed choices are cpu, cuda/],
  [
    ['accentuate', photo, '--steps', '0'],
    /argument '0' is invalid. it should be a whole number from 1 to 1000000/,
  ],
  [['accentuate', photo, '--size', 'big'], /it should be a number of pixels/],
  [['accentuate', photo, '--feature', 'mixed4a'], /it should be LAYER:UNIT/],
  [['accentuate', photo, '--device', 'abacus'], /Allowed choices are/],
  [['accentuate', photo, '--animate', 'gif,avi'], /there are webp, gif, mp4/],
  [['accentuate', photo, '--snapshots', '0'], /it should be 1 or more/],
  [['accentuate'], /missing required argument 'photos'/],
  [['frobnicate'], /unknown command 'frobnicate'/],
])('%j', (args, message) => expectRefusal(args, message));
