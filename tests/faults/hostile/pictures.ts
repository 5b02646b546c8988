import type { Hostile } from './kind.js';

/** Hostile pictures, kind by kind. */
export const pictures: Readonly<Record<string, Hostile>> = {};
