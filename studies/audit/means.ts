import { type GraphCache, type Image, type Model, observer } from 'faccent';

/** A picture's layers: each channel's mean over positions, by the layer's name. */
export type Means = Readonly<Record<string, Float64Array>>;

/** Mean activations of layers of whole pictures. */
export async function layerMeans(
  model: Model,
  layers: readonly string[],
  images: readonly Image[],
  cache?: GraphCache,
): Promise<Means[]> {
  const eye = await observer(model, layers, { cache });
  const found: Means[] = [];
  for (const image of images) {
    const seen = await eye.observe(image);
    found.push(Object.fromEntries(layers.map((layer) => [layer, meansOf(seen.activations(layer))])));
  }
  await eye.release();
  return found;
}

/** (1, channels, …) to (channels). */
function meansOf({
  dims,
  data,
}: {
  dims: readonly number[];
  data: ArrayLike<number | bigint>;
}): Float64Array {
  const area = data.length / dims[1]!;
  return Float64Array.from({ length: dims[1]! }, (_, c) => {
    let sum = 0;
    for (let i = 0; i < area; i++) sum += Number(data[c * area + i]);
    return sum / area;
  });
}
