import {
  Encoder,
  type Image,
  type Objective,
  Random,
  activations,
  channel,
  contrastDirection,
  cosim,
  craftConcepts,
  direction,
  encoderLatent,
  meanActivations,
} from 'faccent';
import { inTurn } from '../../common/numbers.js';
import { type SparseAutoencoder, trainSparseAutoencoder } from '../sparse-autoencoder.js';
import { type Cell, accentuated, cat, boats, model, photograph } from '../subject.js';

const LATENTS = 128;

/** A random square of a photograph. */
function squareOf({ size: [height, width], data }: Image, random: Random): Image {
  const side = Math.round(Math.min(height, width) * random.uniform(0.2, 1));
  const [top, left] = [height - side, width - side].map((room) => random.below(room + 1)) as [number, number];
  const square = new Float32Array(3 * side * side);
  for (let row = 0; row < 3 * side; row++) {
    const at = (Math.floor(row / side) * height + top + (row % side)) * width + left;
    square.set(data.subarray(at, at + side), row * side);
  }
  return { size: [side, side], data: square };
}

/** A layer's activations, position by position. */
async function positionsOf(image: Image, layer: string): Promise<number[][]> {
  const { dims, data } = await activations(model, image, layer);
  const plane = dims[2]! * dims[3]!;
  return Array.from({ length: plane }, (_, i) =>
    Array.from({ length: dims[1]! }, (_, c) => data[c * plane + i]!),
  );
}

/** A sparse autoencoder of a layer, trained on squares of all shipped photographs. */
async function trainedAutoencoder(layer: string): Promise<SparseAutoencoder> {
  const random = new Random(0);
  const vectors: number[][] = [];
  for (const name of ['chelsea.png', 'nagasaki-boats.jpg', 'airplane-from-above.jpg']) {
    const image = await photograph(name, [512, 512]);
    for (let i = 0; i < 24; i++) vectors.push(...(await positionsOf(squareOf(image, random), layer)));
  }
  const trained = trainSparseAutoencoder(vectors, { latents: LATENTS });
  console.log(
    `sparse autoencoder of ${vectors.length} positions: ${trained.active.toFixed(1)} of ${LATENTS} latents explain ${(100 * trained.explained).toFixed(0)} %`,
  );
  return trained;
}

/** The latents that are more active in a photograph than in another, the first by the most. */
async function latentsOf(
  { encode }: SparseAutoencoder,
  layer: string,
  photos: readonly [Image, Image],
): Promise<number[]> {
  const [more, less] = (await Promise.all(
    photos.map(async (photo) => {
      const latents = (await positionsOf(photo, layer)).map(encode);
      return latents[0]!.map((_, k) => latents.reduce((sum, z) => sum + z[k]!, 0) / latents.length);
    }),
  )) as [number[], number[]];
  const difference = (k: number): number => more[k]! - less[k]!;
  return [...more.keys()].sort((a, b) => difference(b) - difference(a));
}

/** Directions that no unit has: what one photograph has and another has not, and the parts of a photograph. */
export async function concepts(): Promise<Cell[][]> {
  const layer = 'block6b/expand';
  const autoencoder = await trainedAutoencoder(layer);
  const encoder = Encoder.read(autoencoder.bytes);
  const [first, second] = (await latentsOf(autoencoder, layer, [boats, cat])) as [number, number];
  const vectors = (image: Image) => meanActivations(model, [image], layer);
  const contrast = contrastDirection(await vectors(boats), await vectors(cat));
  const { concepts: parts } = await craftConcepts(model, [boats], layer, { rank: 4, patchSize: 48 });
  const on = (label: string, objective: Objective) => accentuated(label, cat, objective, { strength: 0.2 });
  return [
    [{ label: 'photograph', image: cat }],
    [{ label: 'the other photograph', image: boats }],
    await on('contrast, as a channel', channel({ layer, unit: contrast })),
    await on('contrast, by its angle', direction({ layer, unit: contrast })),
    ...(await inTurn(parts, ({ direction: unit, share }, k) =>
      on(`part ${k}: ${(100 * share).toFixed(0)} %`, cosim({ layer, unit, power: 2 })),
    )),
    ...(await inTurn([first, second], (latent) =>
      on(`latent ${latent} of an autoencoder`, encoderLatent({ encoder, layer, latent })),
    )),
  ];
}
