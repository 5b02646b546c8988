import * as z from 'zod/mini';
import { type Schema, checked, number, numberOr } from '../declaration/schema.js';

/**
 * Which levels are wanted: activations on the whole picture, or how many there are to be, evenly from the lowest to the
 * highest that the run reaches.
 */
export type WantedLevels = number | readonly number[];

/** A sheet of more pictures shows none of them. */
const MOST = 100;

const WANTED = `a number of levels from 2 to ${MOST}, or a list of 1 to ${MOST} activations`;

const levelCount: Schema<number> = z.int(WANTED).check(z.minimum(2, WANTED), z.maximum(MOST, WANTED));

/** What levels may be, in options and in recipes. */
export const wantedLevels: Schema<WantedLevels> = numberOr(
  levelCount,
  z.array(number, WANTED).check(z.minLength(1, WANTED), z.maxLength(MOST, WANTED)),
  WANTED,
);

/**
 * Levels as a run takes them: a list from the lowest up, each once.
 * @throws FaccentError for what is neither a number of levels nor a list of activations
 */
export function levelsOf(levels: WantedLevels): WantedLevels {
  const wanted = checked(wantedLevels, levels, 'levels');
  return typeof wanted === 'number' ? wanted : [...new Set(wanted)].sort((a, b) => a - b);
}

/** Activations at even distances, from one to another. */
export const evenly = (count: number, low: number, high: number): number[] =>
  Array.from({ length: count }, (_, i) => (i === count - 1 ? high : low + ((high - low) * i) / (count - 1)));
