import * as z from 'zod/mini';
import { checkNesting } from '../declaration/json.js';
import { checked, oneOf, text } from '../declaration/schema.js';
import { checkPlausible } from './plausible.js';
import type { Size } from '../image/image.js';

/** Where a network's input has its channels: (n, channels, h, w) or (n, h, w, channels). */
export type Layout = 'NCHW' | 'NHWC';

/**
 * What must be known of a model besides its graph: the contents of `model.json` beside it. The input range is a
 * property of the model and is never assumed.
 */
export interface ModelDescription {
  readonly name?: string;
  /** The image input; by default the model's only input. */
  readonly input?: string;
  /** Values of the model's further inputs: a number that fills it, or its numbers, in lists of lists as its shape is. */
  readonly inputs?: Readonly<Record<string, Nested>>;
  /** Where the input has its channels; by default what the graph shows. */
  readonly layout?: Layout;
  /** Height and width of the input in pixels. */
  readonly size: Size;
  readonly channelOrder: 'RGB' | 'BGR';
  /** [0, 1] is mapped to this range. */
  readonly range?: readonly [number, number];
  /** Or: (x · scale − mean) / std for each channel, in the model's channel order; scale is 1 by default. */
  readonly scale?: number;
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  /** The layer of class scores; by default the model's first output. */
  readonly logits?: string;
  /** One label a class; empty text where a class has none. */
  readonly labels?: readonly string[];
  /** The layer that accentuations are held close to the photograph at. */
  readonly regularize?: string;
}

/** A number, or numbers in lists of lists: what a tensor is in JSON. Checked when it is read. */
export type Nested = number | readonly unknown[];

const SIZE = 'the height and width of its input in pixels, like [224, 224]';
const LABELS = 'a list of text';
const INPUTS = 'numbers or lists of numbers by name, like {"threshold": 0.5, "mask": [[1, 1, 0]]}';

const pixels = z.number(SIZE).check(z.int(SIZE), z.positive(SIZE));
const EACH = 'one number, or one of each channel';
const each = z.array(z.number(EACH), EACH).check(z.minLength(1, EACH));

const isNested = (given: unknown): given is Nested =>
  typeof given === 'number' || (Array.isArray(given) && given.every(isNested));

/** What else stands in a `model.json` is left to those who put it there. */
const DESCRIPTION = z
  .object({
    name: z.optional(text),
    input: z.optional(text),
    inputs: z.optional(z.record(z.string(), z.custom<Nested>(isNested, INPUTS), INPUTS)),
    layout: z.optional(oneOf('NCHW', 'NHWC')),
    size: z.tuple([pixels, pixels], SIZE),
    channelOrder: z._default(oneOf('RGB', 'BGR'), 'RGB'),
    range: z.optional(z.tuple([z.number('2 numbers'), z.number('2 numbers')], '2 numbers')),
    scale: z.optional(z.number('a number')),
    mean: z.optional(each),
    std: z.optional(each),
    logits: z.optional(text),
    labels: z.optional(z.array(z.string(LABELS), LABELS)),
    regularize: z.optional(text),
  })
  .check(
    z.refine(({ range, mean }) => range !== undefined || mean !== undefined, {
      path: ['range'],
      message: 'like [-2, 2], or else "mean" and "std" like [0.485, 0.456, 0.406]',
    }),
  );

/**
 * Checks a description, as read from JSON or given by options.
 * @throws FaccentError naming what is missing or impossible.
 * @example checkDescription({ size: [224, 224], range: [-1, 1] }).channelOrder; // 'RGB'
 * @example checkDescription({ size: [224, 224] }); // throws: no range is assumed
 */
export function checkDescription(given: Readonly<Record<string, unknown>>): ModelDescription {
  checkNesting(given, "the model's description");
  const description = checked<ModelDescription>(DESCRIPTION, given, "the model's description");
  checkPlausible(description);
  return description;
}
