import { InvalidArgumentError } from 'commander';
import { decimal } from '../../declaration/decimal.js';
import { UNIT_RANGES } from '../../formats/unit-ranges.js';
import { type WantedLevels, wantedLevels } from '../../levels/wanted.js';
import { checkPlausible } from '../../model/plausible.js';
import { LONGEST_SIDE } from '../../options.js';
import { plainName } from '../files/folder.js';
import { refused } from './refused.js';

/** A finite number. */
export function number(text: string): number {
  const value = decimal(text);
  if (!Number.isFinite(value)) throw new InvalidArgumentError('it should be a number');
  return value;
}

/** 0 or more. */
export function nonNegative(text: string): number {
  const value = number(text);
  if (value < 0) throw new InvalidArgumentError('it should be 0 or more');
  return value;
}

/** Above 0. */
export function positive(text: string): number {
  const value = number(text);
  if (value <= 0) throw new InvalidArgumentError('it should be above 0');
  return value;
}

/** From 0 to 1. */
export function share(text: string): number {
  const value = nonNegative(text);
  if (value > 1) throw new InvalidArgumentError('it should be from 0 to 1');
  return value;
}

export function wholeNumber(text: string): number {
  const value = number(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('it should be a whole number');
  return value;
}

/** 0, 1, 2, … */
export function index(text: string): number {
  const value = wholeNumber(text);
  if (value < 0) throw new InvalidArgumentError('it should be 0 or more');
  return value;
}

/** What a page is called. */
export function title(text: string): string {
  const longest = 200;
  if (text.trim() === '') throw new InvalidArgumentError('it should be a name');
  if (text.length > longest) throw new InvalidArgumentError(`it should have ${longest} characters at most`);
  return text;
}

/** A port to listen at; 0: any. */
export function port(text: string): number {
  const value = index(text);
  if (value > 65535) throw new InvalidArgumentError('it should be 65535 or less, or 0 for any');
  return value;
}

export function positiveWhole(text: string): number {
  const value = wholeNumber(text);
  if (value < 1) throw new InvalidArgumentError('it should be 1 or more');
  return value;
}

/** From 1 up to what a machine can bear. */
export const upTo =
  (most: number) =>
  (text: string): number => {
    const value = positiveWhole(text);
    if (value > most) throw new InvalidArgumentError(`it should be ${most} or less`);
    return value;
  };

/** `4,1`: a level of what is raised, and of what it is raised against. */
export const pairOfLevels = (text: string): [number, number] => numbers(2)(text) as [number, number];

/** `512` or `384x512` (height, width). */
export function size(text: string): [number, number] {
  const match = /^(\d+)(?:x(\d+))?$/.exec(text);
  const [height, width] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  if (!match || height < 1 || width < 1)
    throw new InvalidArgumentError('it should be a number of pixels, or HEIGHTxWIDTH');
  if (Math.max(height, width) > LONGEST_SIDE)
    throw new InvalidArgumentError(`it should be ${LONGEST_SIDE} pixels or fewer`);
  return [height, width];
}

/** Numbers with commas between them, as many as there are. */
const someNumbers = (text: string): number[] => text.split(',').map(number);

/** So many. */
const numbers =
  (count: number) =>
  (text: string): number[] => {
    const values = someNumbers(text);
    if (values.length !== count)
      throw new InvalidArgumentError(`it should be ${count} numbers with commas between them`);
    return values;
  };

/** What an input is normalized by. */
export function range(text: string): number[] {
  const values = numbers(2)(text);
  refused(() => checkPlausible({ range: values }));
  return values;
}

/** Of each channel; what it may be depends on what the model's files say. */
export const means = someNumbers;

export function deviations(text: string): number[] {
  const values = someNumbers(text);
  if (values.some((value) => value <= 0)) throw new InvalidArgumentError('deviations are above 0');
  return values;
}

/** Whole numbers from 0, with commas between them. */
const places = (text: string, count: number, said: string): number[] => {
  const values = numbers(count)(text);
  if (!values.every((v) => Number.isSafeInteger(v) && v >= 0))
    throw new InvalidArgumentError(`it should be ${said} whole numbers, 0 or more`);
  return values;
};

/** `7,7`: a row and a column. */
export const position = (text: string): [number, number] => places(text, 2, 'two') as [number, number];

/** `0.4,0.5`: parts of a picture's height and width. */
export function place(text: string): [number, number] {
  const values = numbers(2)(text);
  if (values.some((value) => value < 0 || value > 1))
    throw new InvalidArgumentError('it should be two numbers from 0 to 1: parts of the height and the width');
  return values as [number, number];
}

/** `0,0,256,512`: the first row and column, and those behind the last. */
export const pixelBox = (text: string): [number, number, number, number] =>
  places(text, 4, 'four') as [number, number, number, number];

export interface FeatureText {
  readonly layer: string;
  readonly unit: number;
}

/** Several units of a layer at once: `3-9`, `1,4,12`, or `*`. */
export interface FeaturesText {
  readonly layer: string;
  readonly units: string;
}

export function featureText(text: string): FeatureText {
  const at = text.lastIndexOf(':');
  const unit = decimal(text.slice(at + 1));
  if (!text.slice(0, Math.max(0, at)).trim() || !Number.isSafeInteger(unit) || unit < 0) {
    throw new InvalidArgumentError('it should be LAYER:UNIT, like block5c:12');
  }
  return { layer: text.slice(0, at), unit };
}

/** Whether a text is LAYER:UNIT. */
export const isSingleUnit = (text: string): boolean => /^.*\S.*:\d+$/s.test(text);

/** Units that stand for one thing to raise. */
const SEVERAL = new RegExp(String.raw`^(?:\*|${UNIT_RANGES})$`);

/** The same, or several units at once; given several times. */
export function featureTexts(
  text: string,
  before: readonly (FeatureText | FeaturesText)[] = [],
): (FeatureText | FeaturesText)[] {
  const at = text.lastIndexOf(':');
  const units = text.slice(at + 1);
  const several = at > 0 && SEVERAL.test(units) && !/^\d+$/.test(units);
  return [...before, several ? { layer: text.slice(0, at), units } : featureText(text)];
}

/** `block3b,block5a`; spaces around names do not matter. */
export function layerNames(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (!names.length) throw new InvalidArgumentError('it should be names of layers with commas between them');
  return names;
}

/** An option that is given several times. */
export const listed = (text: string, before: readonly string[] = []): string[] => [...before, text];

/** `1/4`: the first of four parts; counted from 0 or from 1, as schedulers count: `0/4` and `4/4` are the same. */
export function shard(text: string): { readonly index: number; readonly count: number } {
  const [, part, parts] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const [at, count] = [Number(part), Number(parts)];
  if (part === undefined || count < 1 || at > count)
    throw new InvalidArgumentError('it should be PART/PARTS, like 1/4');
  return { index: at % count, count };
}

/** Patterns of layers, given several times, or with commas between them: after one with units no digit follows. */
export function patterns(text: string, before: readonly string[] = []): string[] {
  const named = text.split(/,(?=\s*[^\s\d])/).map((name) => name.trim());
  if (!named.every(Boolean))
    throw new InvalidArgumentError('it should be layers and units, like block6a:0-7');
  return [...before, ...named];
}

/** Cells along a side that a map has at most: a million pictures are none that anybody looks at. */
const MOST_CELLS = 200;

/** `10,20`: cells along the sides of grids. */
export function gridSides(text: string): number[] {
  const values = someNumbers(text);
  if (!values.every((v) => Number.isSafeInteger(v) && v >= 1 && v <= MOST_CELLS))
    throw new InvalidArgumentError(
      `it should be whole numbers from 1 to ${MOST_CELLS} with commas between them, like 10,20`,
    );
  return values;
}

/** A name for a file, and for an address. */
export function plain(text: string): string {
  if (text !== plainName(text))
    throw new InvalidArgumentError('it should be letters, digits and hyphens, 60 at most');
  return text;
}

/** Levels as `--levels` takes them: how many, activations, or quantiles of natural photographs. */
export type LevelsText = WantedLevels | { readonly quantiles: readonly number[] };

const LEVELS =
  'it should be a number of levels, 2 to 100, or activations like -2,0,4 (a single one as 4,) or percentiles like 5%,95%';

/** `11`, `-2,0,4`, or `5%,25%,95%`. */
export function levels(text: string): LevelsText {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length > 1 && parts.at(-1) === '') parts.pop();
  const isPercent = parts.every((part) => part.endsWith('%'));
  const values = parts.map((part) => decimal(isPercent ? part.slice(0, -1) : part));
  const [only] = values;
  const isCount = !isPercent && !text.includes(',') && Number.isInteger(only) && only! >= 0;
  const fine = isPercent ? values.every((value) => value >= 0 && value <= 100) : true;
  if (!fine || !wantedLevels.safeParse(isCount ? only : values).success)
    throw new InvalidArgumentError(LEVELS);
  if (isPercent) return { quantiles: values.map((value) => value / 100) };
  return isCount ? only! : values;
}
