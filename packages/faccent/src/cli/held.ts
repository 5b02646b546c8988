import type { RecipeSettings } from 'faccent';

/** Where a run is held to its photograph, for people; empty where it is not. */
export const heldAt = ({ regularize }: Pick<RecipeSettings, 'regularize'>): string =>
  regularize.map(({ layer }) => layer).join(' and ');
