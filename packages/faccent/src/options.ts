import * as z from 'zod/mini';
import type { Passes } from 'onnx-grad';
import { completed } from './declaration/declare.js';
import { type Complete, type Given, type InJson, optional, usually } from './declaration/option.js';
import type { Registry } from './declaration/registry.js';
import {
  type Json,
  type Schema,
  checked,
  count,
  nonNegative,
  number,
  oneOf,
  positive,
  wholeNumber,
  wrong,
} from './declaration/schema.js';
import { COLOUR_WANTED, colourFrom, isColour } from './image/background.js';
import type { Image, Size } from './image/image.js';
import type { Model } from './model/model.js';
import { adam } from './optimizer/adam.js';
import { type Optimizer, optimizers } from './optimizer/index.js';
import { sgd } from './optimizer/sgd.js';
import { fourier } from './parameterization/fourier.js';
import { type Parameterization, parameterizations } from './parameterization/index.js';
import type { Start } from './parameterization/parameterization.js';
import type { Backend, SessionOptions } from './platform/runtime.js';
import { regularizersOf } from './regularizer/given.js';
import { type Regularize, type Regularizer, regularizers } from './regularizer/index.js';
import { constant } from './schedule/constant.js';
import { type DescribedSchedule, type Schedule, schedules } from './schedule/index.js';
import type { Checkpoint } from './step/records.js';
import type { GraphCache } from './step/cache.js';
import { box } from './transform/box.js';
import { type Transform, parseTransform, transforms } from './transform/index.js';

/** A thing with a function of this name. */
const having = <T>(member: keyof T & string, wanted: string): Schema<T> =>
  z.custom<T>((value) => typeof (value as T | undefined)?.[member] === 'function', wanted);

/** How JSON stands for what a registry reads. */
const inRegistry = <T extends { readonly description?: unknown }>(
  registry: () => Registry<T>,
): InJson<T> => ({
  write: (thing, describe) => describe(thing as { readonly description?: Json }),
  read: (json, path, within) => registry().read(json, { ...within, path }),
});

/** What a run does unless it is told otherwise (docs/method.md, 1.1). */
const LEARNING_RATE = 0.05;

/** A few views fill the cores of a CPU, and fit its caches. */
const CPU_VIEWS = 4;

/** Steps that are some weeks of work; each leaves a record in memory, in the recipe and in the curve. */
export const MOST_STEPS = 1_000_000;

const startPlace = oneOf('photograph', 'noise');

/**
 * Every option of a run that a recipe records: what it may be, its default, how JSON and a command line write it. From
 * here come the type of the functions' options, their checks, the recipe's settings, the flags and the docs' table.
 * @example recordedOptions.steps.usual; // 50
 * @example recordedOptions.steps.about; // 'optimization steps'
 */
export const recordedOptions = {
  steps: usually(count(MOST_STEPS), 50, 'optimization steps', { flag: { value: '<n>' } }),
  transform: optional(
    having<Transform>('apply', 'a transform, like box()'),
    'how views are made, like pad:12,jitter:8,box, or JSON; from a photograph box by default',
    {
      json: inRegistry(() => transforms),
      flag: {
        value: '<text>',
        repeats: true,
        parse: (texts, reading) => parseTransform(texts.join(), reading),
      },
    },
  ),
  parameterization: optional(
    having<Parameterization>('decode', 'a parameterization, like fourier()'),
    'how the picture is written; fourier by default',
    {
      json: inRegistry(() => parameterizations),
      flag: { value: '<name>', parse: ([text], reading) => parameterizations.parse(text!, reading) },
    },
  ),
  optimizer: optional(
    having<Optimizer>('update', 'an optimizer, like adam()'),
    'what moves the parameters, like adam:0.5:0.99; adam by default, sgd under a ball',
    {
      json: inRegistry(() => optimizers),
      flag: { value: '<name>', parse: ([text], reading) => optimizers.parse(text!, reading) },
    },
  ),
  learningRate: optional(
    positive,
    'step size of the optimizer; 0.05 by default, 0.005 for cppn; sgd has no default',
    { flag: { value: '<x>' } },
  ),
  schedule: optional(
    z.custom<Schedule>((value) => typeof value === 'function', 'a schedule, like cosine()'),
    'what the step size is multiplied by from step to step, like cosine:0.1; constant by default',
    {
      json: {
        write: (schedule, describe) => describe(schedule as DescribedSchedule),
        read: (json, path, within) => schedules.read(json, { ...within, path }),
      },
      flag: { value: '<name>', parse: ([text], reading) => schedules.parse(text!, reading) },
    },
  ),
  regularize: optional(
    z.custom<Regularize>(
      (value) => value === null || typeof value === 'string' || typeof value === 'object',
      "a layer's name, regularizers, or null",
    ),
    "where the picture is held, LAYER[:POWER[:WEIGHT]] or none; the model's own layer by default",
    {
      json: {
        write: (regularize, describe) => regularizersOf(regularize).map(describe),
        read: (json, path, within) => regularizers.readList(json, { ...within, path }),
      },
      flag: {
        value: '<layer>',
        repeats: true,
        parse: (texts, reading) => texts.map((text) => regularizers.parse(text, reading)),
      },
    },
  ),
  strength: usually(nonNegative, 0.5, 'how close: strength of the regularizer, in units of the balance', {
    flag: { value: '<x>' },
  }),
  balance: optional(nonNegative, 'balance of the regularizer by hand; measured by default', {
    flag: { value: '<x>' },
  }),
  ball: optional(
    positive,
    'radius of an L2 ball around the photograph, by projected gradient (set the learning rate)',
    { flag: { value: '<radius>' } },
  ),
  startFrom: usually(startPlace, 'photograph', 'where it begins: the photograph, or noise', {
    flag: { value: '<where>', parse: ([text]) => checked(startPlace, text, 'startFrom') },
  }),
  randomSeed: usually(wholeNumber, 0, 'seed of everything random', { flag: { value: '<n>' } }),
  cutoff: optional(number, 'stop when the activation on the whole picture passes this', {
    flag: { value: '<x>' },
  }),
  redirect: usually(
    oneOf(false, true, 'start'),
    false,
    "let a tenth of gradients pass negative ReLUs; 'start': all, while none does in 16 steps",
    { flag: {} },
  ),
};

/** Canvases are no longer than this: a step of one takes gigabytes, and what is larger cannot be hashed for its recipe. */
export const LONGEST_SIDE = 4096;

const side = count(LONGEST_SIDE);
const canvasSize = z.tuple([side, side], 'a height and a width in pixels') as unknown as Schema<Size>;

/**
 * Options of the picture that a run makes, which a recipe records beside those of the run.
 * @example pictureOptions.background.usual; // 'white'
 */
export const pictureOptions = {
  background: usually(
    z.custom<string>(isColour, COLOUR_WANTED),
    'white',
    'colour behind what is transparent',
    { flag: { value: '<colour>', parse: ([text]) => colourFrom(text) } },
  ),
  size: usually(canvasSize, [512, 512] as const, 'canvas in pixels, N or HEIGHTxWIDTH', {
    flag: { value: '<n>', parse: ([text]) => sizeFrom(text!) },
  }),
  opacityPercentile: usually(
    z
      .number('a number from 0 to 100')
      .check(z.minimum(0, 'a number from 0 to 100'), z.maximum(100, 'a number from 0 to 100')),
    20,
    'percentage of the picture that is fully opaque',
    { flag: { value: '<p>' } },
  ),
};

/** `512` or `384x512` (height, width). */
function sizeFrom(text: string): Size {
  const [, height, width = height] = /^(\d+)(?:x(\d+))?$/.exec(text) ?? [];
  if (height === undefined) throw wrong(text, 'size', 'a number of pixels, or HEIGHTxWIDTH');
  return [Number(height), Number(width)];
}

/**
 * What a run does unless it is told otherwise.
 * @example DEFAULTS.steps; // 50
 */
export const DEFAULTS = {
  steps: recordedOptions.steps.usual!,
  learningRate: LEARNING_RATE,
  strength: recordedOptions.strength.usual!,
  randomSeed: recordedOptions.randomSeed.usual!,
};

/**
 * Options that concern how a run is carried out, and not what it makes.
 * @example checkOption(executionOptions.snapshots.schema, 10, 'snapshots'); // 10
 */
export const executionOptions = {
  mask: optional(
    z.custom<Float32Array>((value) => value instanceof Float32Array, 'a Float32Array of the canvas'),
    'where the picture may change: (h, w) row-major, 1 inside and 0 outside, fractions between; everywhere by default',
  ),
  snapshots: optional(
    count(),
    'fetch the picture every so many steps, as it is before that step; never by default',
  ),
  viewsAtOnce: optional(
    count(),
    'views that are in memory together; 4 by default on a CPU, all elsewhere and where an objective is no mean over views',
  ),
  start: optional(
    z.custom<readonly Float32Array[] | Image | readonly Image[]>(
      (value) => Array.isArray(value) || (value as Image | null)?.data instanceof Float32Array,
      'a picture, or a list of Float32Arrays',
    ),
    'a picture to start from instead of the photograph, or of noise (of a batch, one for each), or its parameters',
  ),
  resume: optional(
    z.custom<Checkpoint>((value) => typeof value === 'object', 'a checkpoint'),
    'where an earlier run of the same options was left, to go on from there',
  ),
  cache: optional(
    z.custom<GraphCache>((value) => typeof value === 'object', 'a graphCache()'),
    'shares compiled graphs with other runs',
  ),
  passes: optional(
    z.custom<Passes>((value) => typeof value === 'object', 'graph passes'),
    'graph passes, all on by default',
  ),
  backend: optional(
    having<Backend>('create', 'a backend'),
    'what graphs run on; by default ONNX Runtime for Node.js or for browsers, whichever this is',
  ),
  device: optional(
    z.custom<NonNullable<SessionOptions['device']>>(
      (value) => typeof value === 'string',
      "a device, like 'cpu'",
    ),
    'where graphs run; the CPU by default',
  ),
  threads: optional(
    count(),
    'threads of one operator; as many as there are cores by default, or OMP_NUM_THREADS',
  ),
};

const runOptions = { ...recordedOptions, ...executionOptions };

/** What every run can be told. */
export type RunOptions = Given<typeof runOptions>;

/** The recorded options with nothing left to defaults, but for the learning rate of an optimizer that has none. */
export type Settings = Omit<
  Complete<typeof recordedOptions>,
  'transform' | 'parameterization' | 'optimizer' | 'schedule' | 'regularize'
> & {
  readonly transform: Transform;
  readonly parameterization: Parameterization;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  /** Empty: nothing holds the picture. */
  readonly regularize: readonly Regularizer[];
};

/**
 * What the options of a run come to.
 * @param start what suits a photograph, or noise
 * @throws FaccentError that names the option that is not what it should be
 */
export function settled(model: Model, options: RunOptions, start: Start): Settings & Execution {
  const complete = completed(runOptions, options, '') as Complete<typeof runOptions>;
  const { ball, schedule = constant() } = complete;
  const parameterization = complete.parameterization ?? fourier();
  const optimizer = complete.optimizer ?? (ball === undefined ? adam() : sgd());
  // gradients as they are have no usual size
  const usual = optimizer.name === 'sgd' ? undefined : (parameterization.learningRate ?? LEARNING_RATE);
  const suitable = start === 'noise' ? parameterization.noiseTransform?.() : undefined;
  const byModel =
    complete.regularize === undefined ? (model.description.regularize ?? null) : complete.regularize;
  return {
    ...complete,
    ...{ parameterization, optimizer, schedule },
    learningRate: complete.learningRate ?? usual,
    transform: complete.transform ?? suitable ?? box(),
    regularize: start === 'noise' ? [] : regularizersOf(byModel),
    viewsAtOnce: complete.viewsAtOnce ?? ((complete.device ?? 'cpu') === 'cpu' ? CPU_VIEWS : undefined),
  };
}

type Execution = Complete<typeof executionOptions>;
