import type { RecipeFeature } from 'faccent';

/** A class by the first of its synonyms. */
export const shortLabel = (label: string): string => label.split(',')[0]!;

/** A feature as people call it. */
export const featureName = ({ layer, unit, label }: RecipeFeature): string =>
  label === undefined ? `${layer}:${unit}` : shortLabel(label);
