import path from 'node:path';
import {
  type Encoder,
  FaccentError,
  type Image,
  type Recipe,
  checkRecipe,
  digest,
  readPhotograph,
} from 'faccent';
import { namesIn } from '../../platform/node/photos.js';
import { readJson } from '../../platform/node/read.js';
import { recordedEncoder } from '../files/recorded.js';
import { readNpy, readSafetensors } from '../../platform/node/tensors.js';

/** A run that maps are laid beside. */
export interface Run {
  readonly recipe: Recipe;
  /** What its latents are of. */
  readonly encoder?: Encoder;
  readonly image: Image;
  /** Its opacity as pictures show it. */
  readonly picture: Image;
  /** The opacity to compare by, (height, width): of the run's tensors where they are in the folder, else the picture. */
  readonly opacity: Float32Array;
  /** The file that the opacity is from. */
  readonly source: string;
}

/** Tensors that a file may hold a run's opacity among. */
async function tensorsOf(file: string): Promise<Float32Array[]> {
  const values = /\.npy$/.test(file) ? [await readNpy(file)] : [...(await readSafetensors(file)).values()];
  return values.map(({ data }) => data).filter((data) => data instanceof Float32Array);
}

/** The run's opacity sum: the tensor in its folder with the hash that the recipe has. */
async function opacitySum(folder: string, names: readonly string[], { results }: Recipe) {
  for (const source of names.filter((name) => /\.(npy|safetensors)$/.test(name))) {
    for (const data of await tensorsOf(path.join(folder, source)))
      if ((await digest(data)) === results.opacity) return { source, data };
  }
  return undefined;
}

/** Mean over the three channels. */
const mean = (planes: Float32Array): Float32Array => {
  const area = planes.length / 3;
  return planes.slice(0, area).map((v, i) => (v + planes[area + i]! + planes[2 * area + i]!) / 3);
};

/**
 * Reads the folder of an accentuation.
 * @throws FaccentError if it has no recipe or no pictures
 */
export async function readRun(folder: string): Promise<Run> {
  const names = await namesIn(folder);
  if (!names.includes('recipe.json'))
    throw new FaccentError(
      `"${folder}" is not the folder of an accentuation: it has no recipe.json; give one that faccent accentuate wrote`,
    );
  const recipe = checkRecipe(await readJson(path.join(folder, 'recipe.json')));
  if (!recipe.photo)
    throw new FaccentError(
      `"${folder}" is not the folder of an accentuation: its run started from noise; give one that faccent accentuate wrote`,
    );
  const { size } = recipe.settings;
  const image = await readPhotograph(path.join(folder, 'accentuated.png'), { size });
  const picture = await readPhotograph(path.join(folder, 'opacity.png'), { size });
  const sum = await opacitySum(folder, names, recipe);
  const [opacity, source] = sum ? [mean(sum.data), sum.source] : [mean(picture.data), 'opacity.png'];
  const loaded = recipe.encoder && (await recordedEncoder(recipe.encoder, path.join(folder, 'recipe.json')));
  return { recipe, encoder: loaded?.encoder, image, picture, opacity, source };
}
