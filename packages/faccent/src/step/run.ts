import { backend as defaultBackend } from '#platform';
import type { Passes } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import type { Plan } from './graphs.js';
import type { Image, Size } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import { type Optimizer, adam } from '../optimizer/optimizer.js';
import { fourier } from '../parameterization/fourier.js';
import { type Parameterization, type Start, checkPositive } from '../parameterization/parameterization.js';
import type { Backend, SessionOptions, Value } from '../platform/runtime.js';
import type { GraphCache } from './sessions.js';
import type { Schedule } from '../schedule/schedule.js';
import { box } from '../transform/box.js';
import type { Transform } from '../transform/transform.js';

/** What a run does unless it is told otherwise (METHOD.md, section 6). */
export const DEFAULTS = {
  steps: 100,
  learningRate: 0.05,
  strength: 1,
  randomSeed: 0,
} as const;

/** A few views fill the cores of a CPU, and fit its caches. */
const CPU_VIEWS = 4;

/** What every run can be told, from a photograph or from noise. */
export interface RunOptions extends SessionOptions {
  /** Optimization steps; 100 by default. */
  readonly steps?: number;
  /** Step size of the optimizer; 0.05 by default, 0.005 for `cppn` (without a default for plain gradient descent). */
  readonly learningRate?: number;
  /** What the learning rate is multiplied by from step to step; by default nothing (`constantSchedule()`). */
  readonly schedule?: Schedule;
  /** Seed of the random draws, a whole number; 0 by default. */
  readonly randomSeed?: number;
  /** By default random boxes, `box()`, or what suits the parameterization where a run starts from noise. */
  readonly transform?: Transform;
  /** By default `fourier()`. */
  readonly parameterization?: Parameterization;
  /** By default `adam()`, or `sgd()` under a ball constraint. */
  readonly optimizer?: Optimizer;
  /** Stop when the objective on the whole, unaugmented image passes this value. */
  readonly cutoff?: number;
  /** Fetch the image every so many steps, as it is before that step's update; never by default. */
  readonly snapshots?: number;
  /** Go on from here, where an earlier run of the same options was left. */
  readonly resume?: Checkpoint;
  /** Share compiled graphs with other runs: see `graphCache`. */
  readonly cache?: GraphCache;
  /**
   * Where no gradient passes the ReLUs at the start, let it through for up to 16 steps (Lucid's redirected ReLU;
   * METHOD.md, section 7); off by default.
   */
  readonly redirect?: boolean;
  /** Start from these parameters instead of the photograph's own, or of noise. */
  readonly start?: readonly Float32Array[];
  /**
   * Views that are taken through the network at once: fewer need less memory, at the same speed on a CPU. By default 4
   * on a CPU and all elsewhere; all where an objective is no mean over views.
   */
  readonly viewsAtOnce?: number;
  /** Graph passes, all on by default. */
  readonly passes?: Passes;
  /** By default ONNX Runtime for Node.js or for browsers, whichever this is. */
  readonly backend?: Backend;
}

/** What is known after a step. Activation, distance and images are those before the step's update. */
export interface Step {
  /** Counted from 0. */
  readonly step: number;
  /** The objective over the step's views. */
  readonly activation: number;
  /** The distance D from the photograph at the regularized layer, where there is one. */
  readonly distance?: number;
  /** The image (of a batch, the first), on steps that take a snapshot. */
  readonly image?: Image;
  /** All images of the batch, on steps that take a snapshot. */
  readonly images?: readonly Image[];
  /** What the run goes on from after this step, for the option `resume`. To be asked for before the next step. */
  readonly checkpoint?: () => Checkpoint;
}

/** A run at a step's border: with the same photograph, objective and options it ends as if it had not been left. */
export interface Checkpoint {
  readonly parameters: readonly Float32Array[];
  /** The optimizer's state and the opacity sum, by name. */
  readonly state: Readonly<Record<string, Float32Array>>;
  /** Where the random stream stands. */
  readonly random: readonly number[];
  readonly balance?: number;
  /** The steps that were done. */
  readonly steps: readonly Step[];
}

/** What a run ends with. */
export interface RunResult {
  /** The image; of a batch, the first. */
  readonly image: Image;
  /** All images of the batch; without one, the only one. */
  readonly images: readonly Image[];
  /** Running sum of |∂ activation / ∂ image| (n, 3, h, w); `opacityMap` turns an image's (3, h, w) into alpha. */
  readonly opacity: Float32Array;
  /** The objective on the whole, unaugmented pictures. */
  readonly activation: { readonly before: number; readonly after: number };
  /** The balance β that was used, where the run was regularized. */
  readonly balance?: number;
  readonly steps: readonly Step[];
}

/** A run with nothing left to defaults. */
export interface Run {
  readonly plan: Plan;
  readonly steps: number;
  readonly learningRate: number;
  readonly options: RunOptions;
  /** (n, 3, h, w), where the plan's start is a photograph. */
  readonly photographs?: Value;
  /** How the image is held to the photograph: as in `AccentuateOptions`. */
  readonly hold?: {
    readonly strength: number;
    readonly balance?: number;
    readonly ball?: number;
    readonly mask?: Float32Array;
  };
}

/** The part of a run that is the same for every start. @throws FaccentError on settings that cannot be met */
export function checkedRun(
  model: Model,
  canvas: Size,
  objective: Objective,
  options: RunOptions,
  start: Start,
): Run {
  const { steps = DEFAULTS.steps, optimizer = adam(), snapshots, parameterization = fourier() } = options;
  const usual =
    optimizer.name === 'sgd' ? undefined : (parameterization.learningRate ?? DEFAULTS.learningRate);
  const { learningRate = usual } = options;
  if (learningRate === undefined) {
    throw new FaccentError(
      'plain gradient descent has no default learning rate: set one (try 1000 and look)',
    );
  }
  checkPositive('steps', steps);
  checkPositive('learning rate', learningRate);
  if (options.viewsAtOnce !== undefined) checkPositive('views at once', options.viewsAtOnce);
  if (!Number.isInteger(steps)) throw new FaccentError(`the number of steps must be whole, not ${steps}`);
  if (snapshots !== undefined && !(Number.isInteger(snapshots) && snapshots > 0)) {
    throw new FaccentError(`snapshots are taken every 1, 2, … steps, not every ${snapshots}`);
  }
  const plan: Plan = {
    model,
    canvas,
    objective,
    parameterization,
    start,
    transform:
      options.transform ?? (start === 'noise' ? parameterization.noiseTransform?.() : undefined) ?? box(),
    optimizer,
    passes: options.passes,
    redirect: options.redirect,
    viewsAtOnce: options.viewsAtOnce ?? ((options.device ?? 'cpu') === 'cpu' ? CPU_VIEWS : undefined),
    target: (options.backend ?? defaultBackend).target?.(options.device ?? 'cpu'),
  };
  return { plan, steps, learningRate, options };
}
