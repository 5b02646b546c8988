import { type Checkpoint, FaccentError } from 'faccent';
import { isObject } from '../../declaration/schema.js';
import { type Here, isHere } from './here.js';
import type { KeptSnapshot } from './snapshots.js';

/** What a checkpoint's file holds besides the values that the run stands on. */
export interface Noted {
  /** What the run was asked, as `run.json` has it: where that is damaged, it is written again. */
  readonly asked: string;
  /** What the run is carried out by. */
  readonly here: Here;
  /** How long the run has taken so far. */
  readonly seconds: number;
  readonly snapshots: readonly KeptSnapshot[];
}

/** What a checkpoint's file says besides its tensors: where the run stood. */
export type Stands = Omit<Noted, 'asked'> & Omit<Checkpoint, 'parameters' | 'state'>;

type Check = (value: unknown) => boolean;

const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
const isText: Check = (value) => typeof value === 'string';
const listOf =
  (check: (value: unknown, i: number) => boolean): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

/** Four whole numbers of the generator, and a normal number that is left over. */
const isRandom: Check = (value) =>
  Array.isArray(value) &&
  [4, 5].includes(value.length) &&
  value.every((n, i) => (i < 4 ? Number.isInteger(n) : isNumber(n)));

const isOpposed: Check = (value) => isObject(value) && isNumber(value.raised) && isNumber(value.other);

const isStep = (value: unknown, i: number): boolean =>
  isObject(value) &&
  value.step === i &&
  isNumber(value.activation) &&
  optional(isNumber)(value.distance) &&
  optional(isOpposed)(value.against) &&
  [undefined, true].includes(value.dead as true | undefined);

const isSnapshot: Check = (value) => isObject(value) && isCount(value.step) && isText(value.sha256);

/** Every field, and what it may be: what has the right hash may still be a stranger's. */
const FIELDS: Readonly<Record<keyof Stands, Check>> = {
  here: isHere,
  seconds: isNumber,
  snapshots: listOf(isSnapshot),
  random: isRandom,
  balance: optional(isNumber),
  redirect: optional((value) => typeof value === 'boolean'),
  graph: optional(isText),
  steps: listOf(isStep),
};

/** @throws FaccentError naming what does not say where a run stood */
export function parseStands(text: string, name: string): Stands {
  const stands = JSON.parse(text) as unknown;
  if (!isObject(stands)) throw new FaccentError(`"${name}" does not say where its run stood`);
  const odd = Object.entries(FIELDS).find(([field, check]) => !check(stands[field]));
  if (odd) throw new FaccentError(`"${name}" does not say where its run stood: "${odd[0]}" is odd`);
  return Object.fromEntries(Object.keys(FIELDS).map((field) => [field, stands[field]])) as unknown as Stands;
}
