import { bombs } from './bombs.js';
import { encoding } from './encoding.js';
import type { Hostile } from './kind.js';
import { structure } from './structure.js';
import { attributes, constants, external, tensors } from './values.js';

/** Hostile models, kind by kind. */
export const hostile: Readonly<Record<string, Hostile>> = {
  structure,
  attributes,
  constants,
  tensors,
  external,
  encoding,
  bombs,
};
