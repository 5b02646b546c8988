import type { Accentuation } from '../accentuate.js';
import { FaccentError } from '../errors.js';
import { formatNpy } from '../formats/npy.js';
import { type Tensor, formatSafetensors } from '../formats/safetensors.js';
import { type Image, planesOf } from '../image/image.js';
import { fileName } from './files.js';

type TensorFiles = Map<string, Uint8Array>;

/** What each suffix makes of tensors: NumPy files hold one each. */
const FORMATS: Readonly<
  Record<string, (tensors: ReadonlyMap<string, Tensor>, name: string, feature: string) => TensorFiles>
> = {
  '.safetensors': (tensors, name, feature) =>
    new Map([[`${name}.safetensors`, formatSafetensors(tensors, { made_by: 'faccent', feature })]]),
  '.npy': (tensors, name) =>
    new Map([...tensors].map(([key, { dims, data }]) => [`${name}-${key}.npy`, formatNpy(dims, data)])),
};

/**
 * Looks whether a file's name says in which format tensors are saved.
 * @throws FaccentError if it does not
 * @example checkTensorFile('run.safetensors');
 * @example checkTensorFile('run.png'); // throws
 */
export function checkTensorFile(file: string): void {
  partsOf(file);
}

/** A file's name, and its suffix. */
function partsOf(file: string): [name: string, suffix: string] {
  const name = fileName(file);
  const suffix = Object.keys(FORMATS).find((end) => name.endsWith(end) && name !== end);
  if (suffix === undefined)
    throw new FaccentError(
      `the name of a file of tensors should end in ${Object.keys(FORMATS).join(' or ')}; "${file}" does not`,
    );
  return [name.slice(0, -suffix.length), suffix];
}

/**
 * The float32 tensors of a result as files beside each other, by name: `image` and `opacity`, (3, h, w), of a batch
 * (n, 3, h, w); of a stack as many planes as it has.
 * @param file says name and format: `run.safetensors`, or `run.npy` for a NumPy file each
 * @param feature what was accentuated, which safetensors note
 * @throws FaccentError if the name ends in neither
 * @example for (const [name, bytes] of tensorFiles('run.safetensors', run.result, run.recipe.name)) await writeFile(name, bytes);
 */
export function tensorFiles(file: string, { images, opacity }: Accentuation, feature: string): TensorFiles {
  const [first] = images as readonly [Image, ...Image[]];
  const data = new Float32Array(images.length * first.data.length);
  images.forEach((image, i) => data.set(image.data, i * first.data.length));
  // a batch has one axis more
  const dims = [...(images.length > 1 ? [images.length] : []), planesOf(first), ...first.size];
  const tensors = new Map<string, Tensor>([
    ['image', { dims, data }],
    ['opacity', { dims, data: opacity }],
  ]);
  const [name, suffix] = partsOf(file);
  return FORMATS[suffix]!(tensors, name, feature);
}
