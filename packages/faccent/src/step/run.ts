import { backend as defaultBackend } from '#platform';
import { FaccentError } from '../errors.js';
import { type Image, type Size, planesOf } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import { type RunOptions, type Settings, settled } from '../options.js';
import type { Start, Tensors } from '../parameterization/parameterization.js';
import { type Value, value } from '../platform/runtime.js';
import { forNetwork } from './for-network.js';
import { fixedName, named, scalar } from './names.js';
import { type Plan, comparesWithSeed, imageDims, needsSeed } from './plan.js';

/** A run with nothing left to defaults. */
export interface Run {
  readonly plan: Plan;
  readonly settings: Omit<Settings, 'learningRate'> & { readonly learningRate: number };
  /** What concerns how it is carried out, and not what it makes. */
  readonly options: RunOptions;
  /** (n, 3, h, w); none to start from noise. */
  readonly photographs?: Value;
}

/** A run that starts from photographs. @throws FaccentError on settings that cannot be met */
export function runFromPhotographs(
  model: Model,
  photographs: Image | readonly Image[],
  objective: Objective,
  options: RunOptions,
): Run {
  const photos = 'data' in photographs ? [photographs] : photographs;
  const run = planned(model, sizeOf(photos), objective, options, 'photograph');
  checkMask(options.mask, run.plan.canvas);
  return { ...run, photographs: stackedOn(run.plan, photos, 'photograph') };
}

/** A run that starts from noise. @throws FaccentError on settings that cannot be met */
export function runFromNoise(model: Model, size: Size, objective: Objective, options: RunOptions): Run {
  if (!size.every((n) => Number.isInteger(n) && n > 0))
    throw new FaccentError(`a canvas is 1, 2, … pixels high and wide, not ${size.join(' × ')}`);
  return planned(model, size, objective, options, 'noise');
}

function planned(model: Model, canvas: Size, objective: Objective, options: RunOptions, start: Start): Run {
  const settings = settled(model, options, start);
  const { parameterization, transform, optimizer, learningRate, ball, mask } = settings;
  if (learningRate === undefined)
    throw new FaccentError(
      'plain gradient descent has no default learning rate: set learningRate (try 1000 and look)',
    );
  const fromPhotograph = start === 'photograph';
  if (!fromPhotograph && comparesWithSeed({ objective }))
    throw new FaccentError(
      `"${objective.name}" compares the picture with a photograph: start from one (accentuate, where start may be noise)`,
    );
  const plan: Plan = {
    parameterization: forNetwork(parameterization, model),
    ...{ model, canvas, objective, start, transform, optimizer },
    regularizers: settings.strength > 0 ? settings.regularize : [],
    masked: fromPhotograph && mask !== undefined,
    ball: fromPhotograph && ball !== undefined,
    redirect: settings.redirect,
    passes: options.passes,
    viewsAtOnce: settings.viewsAtOnce,
    target: (options.backend ?? defaultBackend).target?.(options.device ?? 'cpu'),
  };
  return { plan, settings: { ...settings, learningRate }, options };
}

/**
 * What all steps of a run are fed alike, but for the regularizer's weight.
 * @param seed the photographs as their parameters have them: the run starts at a distance of exactly zero, not of rounding
 */
export function constantFeeds(
  { plan, settings, options, photographs }: Run,
  { fixed }: Tensors<Value>,
  seed: Value | undefined,
): Record<string, Value> {
  const feeds: Record<string, Value> = {
    ...named(fixed, fixedName),
    learningRate: scalar(settings.learningRate),
  };
  if (needsSeed(plan)) feeds.seed = (options.start || settings.startFrom === 'noise' ? photographs : seed)!;
  if (plan.ball) feeds.radius = scalar(settings.ball!);
  if (plan.masked) feeds.mask = value([1, 1, ...plan.canvas], options.mask!);
  if (plan.redirect === 'start') feeds.redirect = scalar(0);
  return feeds;
}

/** The learning rate of a step. @throws FaccentError where the schedule gives none */
export function rateAt({ learningRate, schedule, steps }: Run['settings'], step: number): number {
  const factor = schedule(step, steps);
  if (!(factor >= 0 && Number.isFinite(factor)))
    throw new FaccentError(`the schedule gives ${factor} at step ${step}: make it a number, 0 or more`);
  return learningRate * factor;
}

/** The size that photographs have in common. */
function sizeOf(photos: readonly Image[]): Size {
  const [size, ...others] = photos.map((p) => p.size);
  if (!size) throw new FaccentError('there is no photograph to start from');
  const odd = others.find(([height, width]) => height !== size[0] || width !== size[1]);
  if (odd)
    throw new FaccentError(
      `photographs of a batch are of one size, not ${size.join(' × ')} and ${odd.join(' × ')}`,
    );
  return size;
}

/**
 * Pictures as the images of a plan: one for all, or one for each.
 * @param what errors call one
 * @throws FaccentError where their number, size or planes are others
 */
export function stackedOn({ model, ...plan }: Plan, pictures: readonly Image[], what: string): Value {
  const dims = imageDims(plan);
  const n = dims[0]!;
  if (pictures.length !== 1 && pictures.length !== n)
    throw new FaccentError(
      n === 1
        ? `a run of one image has one ${what}, not ${pictures.length}`
        : `a batch of ${n} images starts from 1 or ${n} ${what}s, not ${pictures.length}`,
    );
  for (const picture of pictures) {
    const { size } = picture;
    model.checkPlanes(planesOf(picture));
    if (size.join() !== plan.canvas.join())
      throw new FaccentError(
        `a ${what} is ${size.join(' × ')} pixels, and the canvas ${plan.canvas.join(' × ')}`,
      );
  }
  if (n === 1) return value(dims, pictures[0]!.data);
  const length = pictures[0]!.data.length;
  const data = new Float32Array(n * length);
  for (let i = 0; i < n; i++) data.set(pictures[i % pictures.length]!.data, i * length);
  return value(dims, data);
}

function checkMask(mask: Float32Array | undefined, [height, width]: Size): void {
  if (!mask) return;
  if (mask.length !== height * width)
    throw new FaccentError(
      `the mask has ${mask.length} numbers; a canvas of ${height} × ${width} has ${height * width}`,
    );
  if (!mask.every((m) => m >= 0 && m <= 1)) throw new FaccentError('the mask has numbers outside [0, 1]');
  if (mask.every((m) => m === 0)) throw new FaccentError('the mask is 0 everywhere: nothing could change');
}
