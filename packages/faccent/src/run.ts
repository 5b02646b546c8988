import { backend as defaultBackend } from '#runtime';
import { type Passes, sizeOf } from 'onnx-grad';
import { FaccentError } from './errors.js';
import { measureBalance } from './balance.js';
import {
  type Plan,
  drawFeeds,
  fixedName,
  imageDims,
  needsSeed,
  next,
  parameterName,
  stateName,
  stepGraph,
} from './graphs.js';
import type { Image, Size } from './image.js';
import type { Model } from './model/model.js';
import type { Objective } from './objective/objective.js';
import { type Optimizer, adam } from './optimizer.js';
import { fourier } from './parameterization/fourier.js';
import {
  type Parameterization,
  type Start,
  type Tensors,
  checkPositive,
} from './parameterization/parameterization.js';
import { Random } from './random.js';
import { type Backend, type SessionOptions, type Value, value } from './runtime/runtime.js';
import { type GraphCache, Sessions, item, named, scalar } from './sessions.js';
import type { Schedule } from './schedule.js';
import { box } from './transform/box.js';
import type { Draw, Transform } from './transform/transform.js';

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
  /** By default random boxes: `box()`. */
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
    transform: options.transform ?? box(),
    optimizer,
    passes: options.passes,
    redirect: options.redirect,
    viewsAtOnce: options.viewsAtOnce ?? ((options.device ?? 'cpu') === 'cpu' ? CPU_VIEWS : undefined),
    target: (options.backend ?? defaultBackend).target?.(options.device ?? 'cpu'),
  };
  return { plan, steps, learningRate, options };
}

/** How long a redirected ReLU lets gradients through at most. */
const REDIRECTED_STEPS = 16;

/** The loop: one step when it is asked for the next; it releases what it holds when it is left. */
export async function* optimize(run: Run): AsyncGenerator<Step, RunResult, void> {
  const { plan, steps, learningRate, options, photographs, hold } = run;
  const resumed = options.resume;
  const random = new Random(options.randomSeed ?? DEFAULTS.randomSeed);
  const sessions = new Sessions(options);
  try {
    // first of all: in a browser the first session decides how many threads there are
    const { step, imageGradients } = await compileStep(sessions, plan);
    const encoded = photographs && (await sessions.encode(plan, photographs));
    const origin = encoded ?? fromNoise(plan, random);
    const fixed = named(origin.fixed, fixedName);
    const start = options.start ? given(plan, options.start) : origin.parameters;
    let parameters = start;
    // photographs as their parameters have them: the run starts at a distance of exactly zero, not of rounding
    const seed = options.start ? photographs : encoded?.image;

    const draw = drawing(plan, random);
    let state: Record<string, Value> = initialState(plan);
    const constant: Record<string, Value> = { ...fixed, learningRate: scalar(learningRate) };
    if (needsSeed(plan)) constant.seed = seed!;
    if (plan.ball) constant.radius = scalar(hold!.ball!);
    if (plan.masked) constant.mask = value([1, 1, ...plan.canvas], hold!.mask!);
    if (plan.redirect) constant.redirect = scalar(0);
    let balance = resumed?.balance ?? hold?.balance;
    if (plan.held?.length) {
      balance ??= await measureBalance(sessions, plan, { step, imageGradients }, parameters, () => ({
        ...constant,
        ...state,
        ...draw({ step: 0, steps }),
      }));
      constant.regularization = scalar(hold!.strength * balance);
    }
    const records: Step[] = [];
    if (resumed) {
      parameters = given(plan, resumed.parameters);
      state = resumedState(state, resumed);
      records.push(...resumed.steps);
      random.state = resumed.random;
    }

    // compiled when they are first asked for
    const decode = sessions.decoder(plan, {
      ...fixed,
      ...only(constant, plan.masked ? ['seed', 'mask'] : []),
    });
    const activationOf = sessions.probe(plan);
    for (let t = records.length; t < steps; t++) {
      const snapshot = options.snapshots !== undefined && t % options.snapshots === 0;
      const result = await step(
        {
          ...constant,
          ...draw({ step: t, steps }),
          ...named(parameters, parameterName),
          ...state,
          step: scalar(t + 1),
          learningRate: scalar(learningRate * rateFactor(options.schedule, t, steps)),
        },
        [
          ...stateOutputs(plan),
          'activation',
          ...(plan.held?.length ? ['distance'] : []),
          ...(snapshot ? ['image'] : []),
        ],
      );
      const measured = {
        step: t,
        activation: item(result.activation!),
        ...(result.distance && { distance: item(result.distance) }),
        ...(result.image && pictures(result.image, plan)),
      };
      const record: Step = {
        ...measured,
        // the values that this step ends with, which nothing writes to
        checkpoint: () => ({
          parameters: parameters.map((p) => p.data as Float32Array),
          state: Object.fromEntries(Object.entries(state).map(([name, v]) => [name, v.data as Float32Array])),
          random: random.state,
          ...(balance !== undefined && { balance }),
          steps: records.map(({ step, activation, distance }) => ({ step, activation, distance })),
        }),
      };
      if (!Number.isFinite(record.activation)) {
        throw new FaccentError(
          `the activation became ${record.activation} at step ${t}: lower the learning rate (${learningRate})`,
        );
      }
      parameters = parameters.map((_, i) => result[next(parameterName(i))]!);
      const before = state.opacity!;
      state = Object.fromEntries(Object.keys(state).map((name) => [name, result[next(name)]!]));
      // a start at which no gradient passes: the next step lets it through
      if (plan.redirect)
        constant.redirect = scalar(t + 1 < REDIRECTED_STEPS && same(before, state.opacity!) ? 1 : 0);
      records.push(measured);
      yield record;
      if (options.cutoff !== undefined && (await activationOf(await decode(parameters))) > options.cutoff)
        break;
    }

    await step.release();
    const image = await decode(parameters);
    const before = await activationOf(photographs ?? (await decode(start)));
    return {
      ...pictures(image, plan),
      opacity: state.opacity!.data as Float32Array,
      activation: { before, after: await activationOf(image) },
      balance: plan.held?.length ? balance : undefined,
      steps: records,
    };
  } finally {
    await sessions.release();
  }
}

/** The step as a function. Its graph's bytes, as large as the model, are let go. */
async function compileStep(sessions: Sessions, plan: Plan) {
  const compiled = stepGraph(plan);
  return { step: await sessions.compile(compiled), imageGradients: compiled.imageGradients };
}

function rateFactor(schedule: Schedule | undefined, step: number, steps: number): number {
  const factor = schedule?.(step, steps) ?? 1;
  if (!(factor >= 0 && Number.isFinite(factor)))
    throw new FaccentError(`the schedule gives ${factor} at step ${step}: make it a number, 0 or more`);
  return factor;
}

/** Drives a run to its end. @param onStep called after each step */
export async function finished<T>(
  run: AsyncGenerator<Step, T, void>,
  onStep?: (step: Step) => void,
): Promise<T> {
  for (;;) {
    const { done, value: progress } = await run.next();
    if (done) return progress;
    onStep?.(progress);
  }
}

/** The run's random draws as feeds; what stays the same for the whole run is drawn once. */
function drawing(plan: Plan, random: Random) {
  const { transform, canvas, model } = plan;
  const shape = { canvas, view: model.description.size };
  const inputs = transform.inputs(shape);
  const feeds = (draw: Draw): Record<string, Value> =>
    drawFeeds(
      Object.fromEntries(Object.entries(draw).map(([name, data]) => [name, value(inputs[name]!.dims, data)])),
    );
  const fixed = feeds(transform.prepare(random, shape));
  return (progress: { step: number; steps: number }) => ({
    ...fixed,
    ...feeds(transform.draw(random, shape, progress)),
  });
}

const parameterShapes = ({ parameterization, canvas, start }: Plan): readonly (readonly number[])[] =>
  parameterization.shapes(canvas, start).parameters;

function initialState(plan: Plan): Record<string, Value> {
  const zeros = (dims: readonly number[]): Value => value(dims, new Float32Array(sizeOf(dims)));
  const state: Record<string, Value> = { opacity: zeros(imageDims(plan)) };
  parameterShapes(plan).forEach((dims, i) => {
    for (const name of plan.optimizer.state) state[stateName(i, name)] = zeros(dims);
  });
  return state;
}

function stateOutputs(plan: Plan): string[] {
  return [
    next('opacity'),
    ...parameterShapes(plan).flatMap((_, i) => [
      next(parameterName(i)),
      ...plan.optimizer.state.map((s) => next(stateName(i, s))),
    ]),
  ];
}

function fromNoise({ parameterization, canvas, start }: Plan, random: Random): Tensors<Value> {
  const shapes = parameterization.shapes(canvas, start);
  const { parameters, fixed } = parameterization.randomStart(random, canvas);
  return {
    parameters: parameters.map((data, i) => value(shapes.parameters[i]!, data)),
    fixed: fixed.map((data, i) => value(shapes.fixed[i]!, data)),
  };
}

/** Parameters that a person gives. */
function given(plan: Plan, start: readonly Float32Array[]): Value[] {
  const shapes = parameterShapes(plan);
  const lengths = shapes.map(sizeOf);
  if (start.map((p) => p.length).join() !== lengths.join()) {
    throw new FaccentError(
      `"${plan.parameterization.name}" has parameters of ${lengths.join(', ')} numbers, not ${start.map((p) => p.length).join(', ') || 'none'}`,
    );
  }
  return start.map((data, i) => value(shapes[i]!, data));
}

/** Images (n, 3, h, w) one by one. */
function pictures(images: Value, { canvas }: Plan): Pick<RunResult, 'image' | 'images'> {
  const data = images.data as Float32Array;
  const length = sizeOf(images.dims.slice(1));
  const all = Array.from({ length: images.dims[0]! }, (_, i) => ({
    size: canvas,
    data: data.subarray(i * length, (i + 1) * length),
  }));
  return { image: all[0]!, images: all };
}

const same = (a: Value, b: Value): boolean => (a.data as Float32Array).every((x, i) => x === b.data[i]);

const only = (values: Record<string, Value>, names: readonly string[]): Record<string, Value> =>
  Object.fromEntries(names.map((name) => [name, values[name]!]));

/** A checkpoint's state in the shapes of a run's. @throws FaccentError where it is that of another run */
function resumedState(state: Record<string, Value>, { state: held }: Checkpoint): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(state).map(([name, { dims, data }]) => {
      const values = held[name];
      if (values?.length !== data.length) {
        throw new FaccentError(
          `the checkpoint is of another run: its "${name}" has ${values?.length ?? 'no'} numbers, not ${data.length}`,
        );
      }
      return [name, value(dims, values)];
    }),
  );
}
