import { gradient } from 'onnx-grad';
import type { Objective } from '../objective/objective.js';
import { type GoldenArray, fixture, run } from './golden.js';

/** What the authors' library says of its objectives on given activations: losses, and their gradients. */
export const golden = fixture<{
  activations_a_tbchw: GoldenArray;
  activations_l_tbc: GoldenArray;
  direction_c: GoldenArray;
  target_map_chw: GoldenArray;
  cases: { name: string; loss: number; grad_a: GoldenArray | null; grad_l: GoldenArray | null }[];
}>('objectives.json');

/** Two layers: `a` has positions, `l` has none. */
export const layers: Record<string, GoldenArray> = {
  a: golden.activations_a_tbchw,
  l: golden.activations_l_tbc,
};

type Arrays = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }>
>;

/**
 * An objective's value, and its gradients with respect to the layers that it looks at.
 * @param photograph what the photograph has in the layers; by default the same as the picture
 */
export async function evaluate(objective: Objective, arrays: Arrays = layers, photograph: Arrays = arrays) {
  const own = Object.entries(photograph).map(([layer, array]) => [`photograph.${layer}`, array] as const);
  const inputs = objective.inputs((layer) => arrays[layer]!.shape);
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([k, v]) => [`unit.${k}`, { shape: v.dims, data: v.values }]),
  );
  const result = await run(
    (b, e) => {
      const units = Object.fromEntries(Object.keys(inputs).map((k) => [k, e[`unit.${k}`]!]));
      const value = objective.value(
        (layer) => e[layer]!,
        units,
        (layer) => e[`photograph.${layer}`]!,
      );
      const gradients = gradient(
        b,
        value,
        objective.layers.map((layer) => e[layer]!),
      );
      return { value, ...Object.fromEntries(objective.layers.map((l, i) => [`d.${l}`, gradients[i]!])) };
    },
    { ...arrays, ...feeds, ...(objective.photographLayers?.length && Object.fromEntries(own)) },
  );
  return { value: result.value![0]!, gradient: (layer: string) => result[`d.${layer}`]! };
}
