import { type Model, gridOf, placeIn } from 'faccent';

/**
 * What is raised, with positions in a transformer's layers as objectives take them: tokens are one column, and people name
 * a row and a column of the picture's patches.
 * @throws FaccentError where there is no such position
 * @example ofTokens(model, neuron({ layer: 'blocks.3', unit: 5, position: [0, 0] }).description) // position: [1, 0]
 */
export function ofTokens<T>(model: Model, objective: T): T {
  if (Array.isArray(objective))
    return objective.map((part: unknown) => ofTokens(model, part)) as unknown as T;
  if (typeof objective !== 'object' || objective === null) return objective;
  const { layer, position } = objective as { readonly layer?: unknown; readonly position?: unknown };
  const parts = Object.entries(objective as Readonly<Record<string, unknown>>);
  const same = Object.fromEntries(parts.map(([key, part]) => [key, ofTokens(model, part)])) as T;
  if (typeof layer !== 'string' || !Array.isArray(position)) return same;
  const dims = model.images.layerDimsOf(model.resolve(layer));
  // what has rows and columns of its own is not one column
  if (dims?.length !== 4 || dims[3] !== 1 || !gridOf(model, layer)) return same;
  return { ...same, position: placeIn(model, layer, position as [number, number], dims) };
}
