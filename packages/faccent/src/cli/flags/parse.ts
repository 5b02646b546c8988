import { InvalidArgumentError } from 'commander';
import { LONGEST_SIDE } from '../../options.js';

/** A place for results: an empty name would be the folder that one is in. */
export function place(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('it should be a name');
  return text;
}

/** A finite number. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('it should be a number');
  return value;
}

export function wholeNumber(text: string): number {
  const value = number(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('it should be a whole number');
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

/** Numbers with commas between them. */
export const numbers =
  (count: number) =>
  (text: string): number[] => {
    const values = text.split(',').map(number);
    if (values.length !== count)
      throw new InvalidArgumentError(`it should be ${count} numbers with commas between them`);
    return values;
  };

/** Numbers with commas between them, as many as there are. */
export const someNumbers = (text: string): number[] => text.split(',').map(number);

/** `0,0,256,512`: the first row and column, and those behind the last. */
export function pixelBox(text: string): [number, number, number, number] {
  const values = numbers(4)(text);
  if (!values.every((v) => Number.isInteger(v) && v >= 0))
    throw new InvalidArgumentError('it should be four whole numbers, 0 or more');
  return values as [number, number, number, number];
}

export interface FeatureText {
  readonly layer: string;
  readonly unit: number;
}

export function featureText(text: string): FeatureText {
  const at = text.lastIndexOf(':');
  const unit = Number(text.slice(at + 1));
  if (at < 1 || at === text.length - 1 || !Number.isInteger(unit) || unit < 0) {
    throw new InvalidArgumentError('it should be LAYER:UNIT, like block5c:12');
  }
  return { layer: text.slice(0, at), unit };
}

/** The same, given several times. */
export const featureTexts = (text: string, before: readonly FeatureText[] = []): FeatureText[] => [
  ...before,
  featureText(text),
];

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
