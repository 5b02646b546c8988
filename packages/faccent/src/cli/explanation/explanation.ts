import type { Accentuation, Image, Recipe } from 'faccent';
import type { EarlyChannels } from './channels.js';

/** A class as the model said it. */
export interface Said {
  readonly unit: number;
  readonly label: string;
  readonly logit: number;
  readonly probability?: number;
}

/** What is asked of the photograph: each class, and what tells the second from the first. */
export type Part = 'predicted' | 'actual' | 'contrast';

export interface Explained {
  readonly part: Part;
  readonly recipe: Recipe;
  readonly result: Accentuation;
  /** On the accentuated picture. */
  readonly probabilities: { readonly predicted?: number; readonly actual?: number };
  /** Early channels; none where the model names no layer to stay close at. */
  readonly channels?: EarlyChannels;
}

export interface Explanation {
  readonly photo: Image;
  readonly photoPath: string;
  readonly names: { readonly predicted: string; readonly actual: string };
  /** The strongest classes, and the two. */
  readonly said: readonly Said[];
  readonly explained: readonly Explained[];
}

/** Classes and channels that are told. */
export const TOLD = 5;
