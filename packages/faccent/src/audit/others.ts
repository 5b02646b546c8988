import type { Image } from '../image/image.js';
import { type InspectOptions, strongest } from '../inspect/index.js';
import { Random } from '../math/random.js';
import type { Model } from '../model/model.js';
import type { RecipeFeature } from '../recipe/recipe.js';

/**
 * Other features of the layer, drawn at random among those that are alive on the photograph: dead ones have no pictures.
 * @returns as many as are wanted, or as there are
 */
export async function otherFeatures(
  model: Model,
  photograph: Image,
  { layer, unit }: RecipeFeature,
  count: number,
  { randomSeed, ...running }: InspectOptions & { readonly randomSeed: number },
): Promise<RecipeFeature[]> {
  const isClass = model.resolve(layer) === model.resolve(model.logits);
  // of a detector's scores, only classes
  const among = isClass ? { count: Infinity, ...running } : { layer, count: Infinity, ...running };
  const alive = (await strongest(model, photograph, among)).filter(
    (one) => one.unit !== unit && one.activation !== 0,
  );
  const left = alive.sort((a, b) => a.unit - b.unit);
  const random = new Random(randomSeed);
  return Array.from({ length: Math.min(count, left.length) }, () => {
    const [drawn] = left.splice(random.below(left.length), 1);
    return { layer, unit: drawn!.unit, ...(drawn!.label !== undefined && { label: drawn!.label }) };
  });
}
