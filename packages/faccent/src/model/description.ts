import * as z from 'zod/mini';
import { checked, oneOf, text } from '../declaration/schema.js';
import type { Size } from '../image/image.js';
import type { Layout } from './picture-input.js';

/**
 * What must be known of a model besides its graph: the contents of `model.json` beside it. The input range is a
 * property of the model and is never assumed.
 */
export interface ModelDescription {
  readonly name?: string;
  /** The image input; by default the model's only input. */
  readonly input?: string;
  /** Values of the model's further inputs, each one number that fills it. */
  readonly inputs?: Readonly<Record<string, number>>;
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
  /** One label a class. */
  readonly labels?: readonly string[];
  /** The layer that accentuations are held close to the photograph at. */
  readonly regularize?: string;
}

const SIZE = 'the height and width of its input in pixels, like [224, 224]';
const LABELS = 'a list of text';
const INPUTS = 'numbers by name, like {"threshold": 0.5}';

const pixels = z.number(SIZE).check(z.int(SIZE), z.positive(SIZE));
const three = z.tuple([z.number('3 numbers'), z.number('3 numbers'), z.number('3 numbers')], '3 numbers');

/** What else stands in a `model.json` is left to those who put it there. */
const DESCRIPTION = z
  .object({
    name: z.optional(text),
    input: z.optional(text),
    inputs: z.optional(z.record(z.string(), z.number(INPUTS), INPUTS)),
    layout: z.optional(oneOf('NCHW', 'NHWC')),
    size: z.tuple([pixels, pixels], SIZE),
    channelOrder: z._default(oneOf('RGB', 'BGR'), 'RGB'),
    range: z.optional(z.tuple([z.number('2 numbers'), z.number('2 numbers')], '2 numbers')),
    scale: z.optional(z.number('a number')),
    mean: z.optional(three),
    std: z.optional(three),
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
 * @example const description = checkDescription({ size: [224, 224], range: [-1, 1] })
 */
export const checkDescription = (given: Readonly<Record<string, unknown>>): ModelDescription =>
  checked<ModelDescription>(DESCRIPTION, given, "the model's description");
