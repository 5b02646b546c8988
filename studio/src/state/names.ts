import type { RecipeFeature } from 'faccent';
import type { RunSettings } from '../worker/protocol.js';
import { USUAL } from './settings.js';

/** A class by the first of its synonyms. */
export const shortLabel = (label: string): string => label.split(',')[0]!;

/** A feature as people call it. */
export const featureName = ({ layer, unit, label }: RecipeFeature): string =>
  label === undefined ? `${layer}:${unit}` : shortLabel(label);

/** How the settings of a run are called that are a person's choice. */
const CALLED: readonly (readonly [keyof RunSettings, (value: number) => string])[] = [
  ['strength', (v) => `strength ${v}`],
  ['randomSeed', (v) => `seed ${v}`],
  ['steps', (v) => `${v} steps`],
  ['size', (v) => `canvas ${v}`],
  ['learningRate', (v) => `learning rate ${v}`],
];

/** What of a run's settings is not as usual: two runs of one feature are told apart by it. */
export const unusual = (settings: RunSettings): string[] =>
  CALLED.filter(([key]) => settings[key] !== USUAL[key]).map(([key, say]) => say(settings[key]));
