import type { Classes } from './classes.js';
import type { ModelDescription } from './description.js';
import type { PictureInput } from './picture-input.js';
import type { Scores } from './scores.js';
import { NOTHING, STATED, type Sources } from './sources.js';

/** One thing that was taken to be so of a model, and where it is from. */
export interface Fact {
  /** `input`, `layout`, `size`, `range`, `channels`, `output`, `scores`, `labels`, `regularize`, or a further input. */
  readonly what: string;
  /** What was taken, for people. */
  readonly value: string;
  /** What says so: a file, the model's metadata, its graph, a person. */
  readonly from: string;
}

/** What of a model is told. */
interface Told {
  readonly description: ModelDescription;
  readonly sources: Sources;
  readonly picture: PictureInput;
  readonly scores: Scores;
  readonly classes: Pick<Classes, 'units' | 'labels'>;
}

const list = (values: readonly number[]): string => values.map((v) => Number(v.toPrecision(6))).join(', ');

/** How pixels from 0 to 1 are shown to the network. */
function normalization({ range, scale = 1, mean = [], std = [1] }: ModelDescription): string {
  if (range) return `${list(range.slice(0, 1))} to ${list(range.slice(1))}`;
  const scaled = scale === 1 ? 'pixels of 0 to 1' : `pixels of 0 to ${list([scale])}`;
  const deviation = std.every((s) => s === 1) ? '' : `, by ${list(std)}`;
  return `${scaled}, less ${list(mean)}${deviation}`;
}

const KINDS = {
  softmax: 'of a softmax, taken before it',
  sigmoid: 'of sigmoids, each by itself, taken before them',
  probabilities: 'put together from probabilities',
  plain: 'plain numbers',
} as const;

/** What the scores are; numbers that each have a label are told apart by their softmax. */
function scoresOf({ scores: { value, kind }, classes: { units, labels } }: Told): string {
  const { first = 0, count = 0 } = units ?? {};
  const which =
    count === 1 ? `unit ${first} is the class` : `units ${first} to ${first + count - 1} are the classes`;
  const among = first > 0 ? `, of which ${which}` : '';
  const isLabelled = kind === 'plain' && first === 0 && count > 1 && labels?.length === count;
  return `"${value}", ${isLabelled ? 'scores of the labels, shown as their softmax' : KINDS[kind]}${among}`;
}

function labels({ description }: Told): string {
  const given = description.labels ?? [];
  if (given.length < 2) return given.length ? `1, "${given[0]}"` : 'none: classes go by their index';
  const [first, last] = [given[0]!, given.at(-1)!].map((label) => label.split(',')[0]!);
  return `${given.length}, "${first}" to "${last}"`;
}

const LAYOUTS = { NCHW: 'channels first (NCHW)', NHWC: 'channels last (NHWC)' } as const;

function channels({ picture, description }: Told): string {
  if (picture.channels === 3) return description.channelOrder;
  return picture.channels === 1 ? 'grey' : `a stack of ${picture.channels} planes`;
}

/**
 * What was taken to be so of a model: its input and how that takes a picture, its classes, the layer that runs are held
 * at; and where each is from.
 */
export function factsOf(model: Told): Fact[] {
  const { description, sources, picture, scores } = model;
  const { size, inputs = {}, regularize } = description;
  const from = (key: keyof ModelDescription): string => sources[key] ?? STATED;
  const inFile = picture.channels === 3 ? from('channelOrder') : picture.from;
  return [
    { what: 'input', value: `"${picture.name}"`, from: sources.input ?? picture.from },
    { what: 'layout', value: LAYOUTS[picture.layout], from: sources.layout ?? picture.layoutFrom },
    { what: 'size', value: size.join(' × '), from: from('size') },
    { what: 'range', value: normalization(description), from: from(description.range ? 'range' : 'mean') },
    { what: 'channels', value: channels(model), from: inFile },
    ...Object.keys(inputs).map((name) => ({ what: `input "${name}"`, value: 'given', from: from('inputs') })),
    { what: 'output', value: `"${scores.output}"`, from: sources.logits ?? `its graph (${scores.why})` },
    { what: 'scores', value: scoresOf(model), from: 'its graph' },
    {
      what: 'labels',
      value: labels(model),
      from: sources.labels ?? (description.labels ? STATED : 'nothing states any'),
    },
    {
      what: 'regularize',
      value: regularize === undefined ? 'no layer' : `"${regularize}"`,
      from: sources.regularize ?? (regularize === undefined ? NOTHING : STATED),
    },
  ];
}
