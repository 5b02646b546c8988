import { FaccentError } from '../errors.js';
import type { Size } from '../image/image.js';

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

/**
 * Checks a description, as read from JSON or given by flags.
 * @throws FaccentError naming what is missing or impossible.
 * @example const description = checkDescription({ size: [224, 224], range: [-1, 1] })
 */
export function checkDescription(given: Readonly<Record<string, unknown>>): ModelDescription {
  const fail = (what: string): never => {
    throw new FaccentError(`the model's description ${what}`);
  };
  const numbers = (key: string, count: number): readonly number[] | undefined => {
    const v = given[key];
    if (v === undefined) return undefined;
    if (
      !Array.isArray(v) ||
      v.length !== count ||
      !v.every((x) => typeof x === 'number' && Number.isFinite(x))
    ) {
      return fail(`has "${key}": ${JSON.stringify(v)}, which should be ${count} numbers`);
    }
    return v as number[];
  };
  const text = (key: string): string | undefined => {
    const v = given[key];
    return v === undefined || typeof v === 'string'
      ? v
      : fail(`has "${key}": ${JSON.stringify(v)}, which should be text`);
  };
  const size =
    numbers('size', 2) ?? fail('lacks "size": the height and width of its input in pixels, like [224, 224]');
  if (!size.every((n) => Number.isInteger(n) && n > 0)) fail(`has "size": ${JSON.stringify(size)}`);
  const channelOrder = text('channelOrder') ?? 'RGB';
  if (channelOrder !== 'RGB' && channelOrder !== 'BGR')
    fail(`has "channelOrder": "${channelOrder}"; it is RGB or BGR`);
  const range = numbers('range', 2);
  const mean = numbers('mean', 3);
  if (!range && !mean) {
    fail(
      'lacks the range of its input: either "range", like [-2, 2], or "mean" and "std", like [0.485, 0.456, 0.406]',
    );
  }
  const labels = given.labels;
  if (labels !== undefined && !(Array.isArray(labels) && labels.every((l) => typeof l === 'string'))) {
    fail('has "labels" that are not a list of text');
  }
  const scale = given.scale;
  if (scale !== undefined && typeof scale !== 'number')
    fail(`has "scale": ${JSON.stringify(scale)}, which should be a number`);
  return {
    name: text('name'),
    input: text('input'),
    inputs: fixedInputs(given.inputs, fail),
    size: size as unknown as Size,
    channelOrder: channelOrder as 'RGB' | 'BGR',
    range: range as [number, number] | undefined,
    scale: scale as number | undefined,
    mean,
    std: numbers('std', 3),
    logits: text('logits'),
    labels: labels as string[] | undefined,
    regularize: text('regularize'),
  };
}

function fixedInputs(given: unknown, fail: (what: string) => never): Record<string, number> | undefined {
  if (given === undefined) return undefined;
  const fits =
    typeof given === 'object' && given !== null && Object.values(given).every((v) => typeof v === 'number');
  return fits
    ? (given as Record<string, number>)
    : fail('has "inputs" that are not numbers by name, like {"threshold": 0.5}');
}
