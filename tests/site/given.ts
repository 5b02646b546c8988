// What pages take as given: photographs, and files of a person's own. The largest are small.
import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Tensor } from 'onnx-grad';
import sharp from 'sharp';
import { formatNpy } from '../../packages/faccent/src/formats/npy.js';
import { noise } from '../../packages/faccent/src/testing/golden.js';
import { network } from '../../packages/faccent/src/testing/networks.js';
import { root } from '../../studies/common/root.js';

const photos = path.join(root, 'examples/photos');

/** Photographs of examples/photos, by what pages call them. */
const PHOTOGRAPHS: Readonly<Record<string, string>> = {
  'chelsea.png': 'chelsea.png',
  'photo.jpg': 'nagasaki-boats.jpg',
  'boats.jpg': 'nagasaki-boats.jpg',
  'onions.jpg': 'allium-oreophilum.jpg',
  'examples/photos/chelsea.png': 'chelsea.png',
  'examples/photos/coffee.png': 'coffee.png',
  'examples/photos/nagasaki-boats.jpg': 'nagasaki-boats.jpg',
};

/** The same, a hundred pixels wide, where pages have folders of them. */
const SMALL: Readonly<Record<string, readonly string[]>> = {
  'photos/spotted': ['chelsea.png', 'airplane-from-above.jpg'],
  'photos/plain': ['coffee.png', 'allium-oreophilum.jpg'],
  'photos/others': ['nagasaki-boats.jpg', 'coffee.png'],
};

const weights = (dims: number[], seed: number): Tensor => {
  const count = dims.reduce((a, b) => a * b);
  return Tensor.of('float32', dims, noise(count, seed));
};

/** A network of four classes, whose weights are called as a ResNet's are. */
const smallResNet = (): Uint8Array =>
  network(
    { input: ['n', 3, 224, 224] },
    [
      ['Conv', ['input', 'conv1.weight'], 'c', { strides: [8, 8] }],
      ['Relu', ['c'], 'r'],
      ['Conv', ['r', 'layer1.weight'], 'd'],
      ['Relu', ['d'], 's'],
      ['GlobalAveragePool', ['s'], 'p'],
      ['Flatten', ['p'], 'f'],
      ['Gemm', ['f', 'fc.weight', 'fc.bias'], 'scores', { transB: 1 }],
    ],
    {
      'conv1.weight': weights([4, 3, 8, 8], 1),
      'layer1.weight': weights([6, 4, 3, 3], 2),
      'fc.weight': weights([4, 6], 3),
      'fc.bias': weights([4], 4),
    },
  );

/** Of the 112 channels of block5c to 128 latents. */
const smallEncoder = (): Uint8Array =>
  network(
    { activations: ['n', 112] },
    [
      ['MatMul', ['activations', 'encode.weight'], 'product'],
      ['Relu', ['product'], 'latents'],
    ],
    { 'encode.weight': weights([112, 128], 5) },
  );

/** A new folder with all of it. */
export async function givenFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'faccent-pages-'));
  const at = (...names: string[]): string => path.join(folder, ...names);
  for (const to of ['examples/photos', 'photos/dalmatian', ...Object.keys(SMALL)])
    await mkdir(at(to), { recursive: true });
  for (const [to, from] of Object.entries(PHOTOGRAPHS)) await copyFile(path.join(photos, from), at(to));
  const small = (from: string, to: string): Promise<unknown> =>
    sharp(path.join(photos, from)).resize(96, 96).toFile(at(to));
  for (const [kind, names] of Object.entries(SMALL))
    for (const name of names) await small(name, `${kind}/${path.parse(name).name}.jpg`);
  await small('chelsea.png', 'photos/dalmatian/chelsea.jpg');
  await small('coffee.png', 'photos/dalmatian/coffee.jpg');
  await small('nagasaki-boats.jpg', 'photos/photo.jpg');
  await small('allium-oreophilum.jpg', 'photos/onions.jpg');
  const white = { width: 48, height: 96, channels: 3, background: 'white' } as const;
  await sharp({ create: white }).extend({ right: 48, background: 'black' }).png().toFile(at('painted.png'));

  await writeFile(at('encoder.onnx'), smallEncoder());
  await writeFile(at('resnet50.onnx'), smallResNet());
  await writeFile(at('labels.txt'), 'cat\ndog\nhen\nyak\n');
  await writeFile(at('x.npy'), formatNpy([1, 3, 224, 224], Float32Array.from(noise(3 * 224 * 224))));
  return folder;
}
