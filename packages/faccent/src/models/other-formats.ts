import { FaccentError } from '../errors.js';
import { whatElse } from '../platform/contents.js';

/** How a file of this kind becomes a network that can be run. */
const ways = {
  pytorch: 'export the network from PyTorch (docs/exporters/pytorch.md says how)',
  keras: 'export the network from Keras (docs/exporters/keras.md says how)',
  lite: 'convert it by tf2onnx (docs/exporters/tensorflow-lite.md says how)',
  tensorflow: 'convert it by tf2onnx (python -m tf2onnx.convert --saved-model FOLDER --output model.onnx)',
};

/** One byte a letter, so that what a file begins with can be looked for in it. */
const lettersOf = (begin: Uint8Array): string => String.fromCharCode(...begin);

/** How many bytes are looked at. */
const BEGIN = 2000;

const isZip = (begin: string): boolean => begin.startsWith('PK\u0003\u0004');

/** Formats that networks are also kept in: what they are told by, what they are, and how they are mended. */
const FORMATS: readonly (readonly [is: (begin: string) => boolean, what: string, mend: string])[] = [
  [(b) => isZip(b) && /\.h5|metadata\.json|config\.json/.test(b), 'a network of Keras', ways.keras],
  [(b) => isZip(b) && /\/(?:data|\.format|version|byteorder)/.test(b), 'a file of PyTorch', ways.pytorch],
  [isZip, 'an archive', 'unpack it'],
  [(b) => b.startsWith('\u001f\u008b'), 'compressed by gzip', 'unpack it'],
  [
    (b) => b.startsWith('\u0080') && b.charCodeAt(1) <= 5,
    'a pickle of Python, as PyTorch once wrote',
    ways.pytorch,
  ],
  [(b) => b.startsWith('\u0089HDF\r\n'), 'an HDF5 file, as Keras writes', ways.keras],
  [(b) => b.slice(4, 8) === 'TFL3', 'a network of TensorFlow Lite', ways.lite],
  [
    (b) => b.slice(4, 9) === '\0\0\0\0{',
    'safetensors: weights without the network that they are of',
    ways.pytorch,
  ],
  [(b) => b.startsWith('GGUF'), 'the weights of a language model (GGUF)', 'faccent takes networks that see'],
];

/**
 * Refuses what people have in the place of an ONNX file: another framework's, a page, a pointer.
 * @throws FaccentError that says what it is, and how it becomes one
 */
export function refuseOtherFormats(bytes: Uint8Array): void {
  const begin = bytes.subarray(0, BEGIN);
  const letters = lettersOf(begin);
  const known = FORMATS.find(([is]) => is(letters));
  if (known) throw new FaccentError(`this is ${known[1]}, and not an ONNX model: ${known[2]}`);
  const words = bytes.length ? whatElse(begin) : undefined;
  if (words !== undefined) throw new FaccentError(`this is ${words}, and not an ONNX model`);
}

/** What else a folder has that a network may be kept in. */
const OTHERS: readonly (readonly [name: RegExp, mend: string])[] = [
  [/^saved_model\.pb$/, ways.tensorflow],
  [/\.(?:pt|pth|pt2|safetensors)$|^pytorch_model\.bin$/, ways.pytorch],
  [/\.(?:keras|h5)$/, ways.keras],
  [/\.tflite$/, ways.lite],
];

/** What is said where a model is not found: what there is beside it. @param names of files there */
export function insteadOf(names: readonly string[]): string {
  const models = names.filter((name) => name.endsWith('.onnx'));
  if (models.length) return `; there are ${models.slice(0, 5).join(', ')}`;
  for (const [pattern, mend] of OTHERS) {
    const other = names.find((name) => pattern.test(name));
    if (other) return `; ${other} is not an ONNX model: ${mend}`;
  }
  return '';
}
