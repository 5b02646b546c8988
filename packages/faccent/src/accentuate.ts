import { FaccentError } from './errors.js';
import { imageDims } from './step/graphs.js';
import { type HeldLayer, checkedHeld } from './regularizer/regularizer.js';
import type { Image, Size } from './image/image.js';
import type { Model } from './model/model.js';
import type { Objective } from './objective/objective.js';
import { sgd } from './optimizer/optimizer.js';
import { checkPositive } from './parameterization/parameterization.js';
import { finished, optimize } from './step/optimize.js';
import { DEFAULTS, type Run, type RunOptions, type RunResult, type Step, checkedRun } from './step/run.js';
import { type Value, value } from './platform/runtime.js';

/** What an accentuation can be told: what every run can, and how it is held to the photograph. */
export interface AccentuateOptions extends RunOptions {
  /**
   * Where the image is held close to the photograph: a layer, or several with the power of their Lp distance and their
   * weight in the sum. By default the model's own layer; `null` or none: nowhere.
   */
  readonly regularize?: string | null | readonly HeldLayer[];
  /** Strength α of the regularizer, in units of the balance; 1 by default. */
  readonly strength?: number;
  /** The balance β; by default it is measured (see `measureBalance`). */
  readonly balance?: number;
  /** Radius of the L2 ball around the photograph, in units of [0, 1] over all pixels and channels, that is not left. */
  readonly ball?: number;
  /**
   * Where the picture may change: (h, w) row-major, 1 inside and 0 outside, fractions between. Outside it stays the
   * photograph, and the opacity is that of the whole.
   */
  readonly mask?: Float32Array;
}

/** What an accentuation ends with. */
export type Accentuation = RunResult;

/**
 * Feature accentuation (Hamblin, Fel et al. 2024, arXiv 2402.10039): from a photograph, gradient ascent on an
 * objective under random augmentation, held close to the photograph in an early layer of the network.
 *
 * An asynchronous generator: it does one step when it is asked for the next, so it can be paused at any step, and
 * ends early, releasing what it holds, when the loop around it is left.
 * @param photo its size is that of the canvas; for a batch one for all of its images, or one for each
 * @throws FaccentError, GraphError before the first step, if the request cannot be met
 * @example for await (const { step, activation } of accentuation(model, photo, objective)) console.log(step, activation)
 */
export async function* accentuation(
  model: Model,
  photo: Image | readonly Image[],
  objective: Objective,
  options: AccentuateOptions = {},
): AsyncGenerator<Step, Accentuation, void> {
  return yield* optimize(planRun(model, photo, objective, options));
}

/**
 * Runs an accentuation to its end.
 * @param options with `onStep`, which is called after each step
 * @throws FaccentError, GraphError as `accentuation`
 * @example const { image, opacity } = await accentuate(model, photo, channel({ layer: 'mixed4c', unit: 12 }))
 */
export function accentuate(
  model: Model,
  photo: Image | readonly Image[],
  objective: Objective,
  options: AccentuateOptions & { readonly onStep?: (step: Step) => void } = {},
): Promise<Accentuation> {
  return finished(accentuation(model, photo, objective, options), options.onStep);
}

/** What the options come to. @throws FaccentError on settings that cannot be met */
export function planRun(
  model: Model,
  photo: Image | readonly Image[],
  objective: Objective,
  options: AccentuateOptions,
): Run {
  const { strength = DEFAULTS.strength, balance, ball } = options;
  if (ball !== undefined) checkPositive('ball radius', ball);
  if (!(strength >= 0 && Number.isFinite(strength)))
    throw new FaccentError(`the strength must not be negative; it is ${strength}`);
  const photos = 'data' in photo ? [photo] : photo;
  const optimizer = options.optimizer ?? (ball === undefined ? undefined : sgd());
  const run = checkedRun(model, sizeOf(photos), objective, { ...options, optimizer }, 'photograph');
  const held =
    strength > 0
      ? heldLayers(
          options.regularize ?? (options.regularize === null ? [] : (model.description.regularize ?? [])),
        )
      : [];
  checkMask(options.mask, run.plan.canvas);
  const plan = { ...run.plan, held, ball: ball !== undefined, masked: options.mask !== undefined };
  return {
    ...run,
    plan,
    photographs: stacked(photos, imageDims(plan)),
    hold: { strength, balance, ball, mask: options.mask },
  };
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

/** Photographs as the images of a batch: one for all, or one for each. */
function stacked(photos: readonly Image[], dims: readonly number[]): Value {
  const n = dims[0]!;
  if (photos.length !== 1 && photos.length !== n)
    throw new FaccentError(`a batch of ${n} images starts from 1 or ${n} photographs, not ${photos.length}`);
  if (n === 1) return value(dims, photos[0]!.data);
  const length = photos[0]!.data.length;
  const data = new Float32Array(n * length);
  for (let i = 0; i < n; i++) data.set(photos[i % photos.length]!.data, i * length);
  return value(dims, data);
}

const heldLayers = (regularize: string | readonly HeldLayer[]): readonly HeldLayer[] =>
  checkedHeld(typeof regularize === 'string' ? [{ layer: regularize }] : regularize);

function checkMask(mask: Float32Array | undefined, [height, width]: Size): void {
  if (!mask) return;
  if (mask.length !== height * width)
    throw new FaccentError(
      `the mask has ${mask.length} numbers; a canvas of ${height} × ${width} has ${height * width}`,
    );
  if (!mask.every((m) => m >= 0 && m <= 1)) throw new FaccentError('the mask has numbers outside [0, 1]');
  if (mask.every((m) => m === 0)) throw new FaccentError('the mask is 0 everywhere: nothing could change');
}
