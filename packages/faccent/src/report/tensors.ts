import path from 'node:path';
import type { Accentuation } from '../accentuate.js';
import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import { formatNpy } from '../formats/npy.js';
import { type Tensor, formatSafetensors } from '../formats/safetensors.js';

type Files = ReadonlyMap<string, Uint8Array>;

/** What each suffix makes of tensors: NumPy files hold one each. */
const FORMATS: Record<
  string,
  (tensors: ReadonlyMap<string, Tensor>, name: string, feature: string) => Files
> = {
  '.safetensors': (tensors, name, feature) =>
    new Map([[`${name}.safetensors`, formatSafetensors(tensors, { made_by: 'faccent', feature })]]),
  '.npy': (tensors, name) =>
    new Map([...tensors].map(([key, { dims, data }]) => [`${name}-${key}.npy`, formatNpy(dims, data)])),
};

/** @throws FaccentError if the suffix names no format */
export function checkTensorFile(file: string): void {
  if (Object.hasOwn(FORMATS, path.extname(file))) return;
  throw new FaccentError(
    `--save-tensors ${file}: its name should end in ${Object.keys(FORMATS).join(' or ')}`,
  );
}

/** The float32 tensors of a result as files beside each other, by name. @param file says name and format */
export function tensorFiles(file: string, { images, opacity }: Accentuation, feature: string): Files {
  const [{ size }] = images as readonly [Image];
  const area = 3 * size[0] * size[1];
  const data = new Float32Array(images.length * area);
  images.forEach((image, i) => data.set(image.data, i * area));
  // a batch has one axis more
  const dims = [...(images.length > 1 ? [images.length] : []), 3, ...size];
  const tensors = new Map<string, Tensor>([
    ['image', { dims, data }],
    ['opacity', { dims, data: opacity }],
  ]);
  const { ext, name } = path.parse(file);
  return FORMATS[ext]!(tensors, name, feature);
}
