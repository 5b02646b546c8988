import { backend as defaultBackend } from '#runtime';
import { type Passes, sizeOf } from 'onnx-grad';
import { FaccentError } from './errors.js';
import {
  type Compiled,
  type Plan,
  type CompiledStep,
  decodeGraph,
  drawFeeds,
  encodeGraph,
  fixedName,
  imageDims,
  next,
  normName,
  normsGraph,
  parameterName,
  probeGraph,
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
import {
  type Backend,
  type Session,
  type SessionOptions,
  type Value,
  createSession,
  value,
} from './runtime/runtime.js';
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
  readonly hold?: { readonly strength: number; readonly balance?: number; readonly ball?: number };
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
    viewsAtOnce: options.viewsAtOnce ?? ((options.device ?? 'cpu') === 'cpu' ? CPU_VIEWS : undefined),
    target: (options.backend ?? defaultBackend).target?.(options.device ?? 'cpu'),
  };
  return { plan, steps, learningRate, options };
}

/** The loop: one step when it is asked for the next; it releases what it holds when it is left. */
export async function* optimize(run: Run): AsyncGenerator<Step, RunResult, void> {
  const { plan, steps, learningRate, options, photographs, hold } = run;
  const random = new Random(options.randomSeed ?? DEFAULTS.randomSeed);
  const sessions = new Sessions(options);
  try {
    // first of all: in a browser the first session decides how many threads there are
    const compiled = stepGraph(plan);
    const step = await sessions.compile(compiled);
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
    if (plan.regularize || plan.ball) constant.seed = seed!;
    if (plan.ball) constant.radius = scalar(hold!.ball!);
    let balance = hold?.balance;
    if (plan.regularize) {
      balance ??= await measureBalance(sessions, plan, { compiled, step }, parameters, () => ({
        ...constant,
        ...state,
        ...draw({ step: 0, steps }),
      }));
      constant.regularization = scalar(hold!.strength * balance);
    }

    // compiled when they are first asked for
    const decode = sessions.decoder(plan, fixed);
    const activationOf = sessions.probe(plan);
    const records: Step[] = [];
    for (let t = 0; t < steps; t++) {
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
          ...(plan.regularize ? ['distance'] : []),
          ...(snapshot ? ['image'] : []),
        ],
      );
      const record: Step = {
        step: t,
        activation: item(result.activation!),
        ...(result.distance && { distance: item(result.distance) }),
        ...(result.image && pictures(result.image, plan)),
      };
      if (!Number.isFinite(record.activation)) {
        throw new FaccentError(
          `the activation became ${record.activation} at step ${t}: lower the learning rate (${learningRate})`,
        );
      }
      parameters = parameters.map((_, i) => result[next(parameterName(i))]!);
      state = Object.fromEntries(Object.keys(state).map((name) => [name, result[next(name)]!]));
      records.push(record);
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
      balance: plan.regularize ? balance : undefined,
      steps: records,
    };
  } finally {
    await sessions.release();
  }
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

/** How far from the photograph the balance is measured: standard deviation of the parameters' displacement. */
const BALANCE_DISPLACEMENT = 0.05;

/** The displacement is the same for every run, whatever its random seed. */
const BALANCE_SEED = 20240210;

/**
 * The balance β = |∇ activation|₁ / |∇ D|₁ of the two parameter gradients (METHOD.md, section 5). At the photograph
 * itself D is rounding noise; so both are taken at a stated point beside it: the start's parameters plus normal noise
 * of standard deviation 0.05 (what Adam's first step moves them by) from a fixed seed, seen through the views of the
 * first draw. D's gradient depends on the direction of the displacement, hardly on its length, and a random direction
 * favours no channel. Numbers of threads and backends agree on it to about 1e-5.
 *
 * The step's own graph gives the gradients in the image; its move is not used.
 */
async function measureBalance(
  sessions: Sessions,
  plan: Plan,
  { compiled, step }: { compiled: CompiledStep; step: Compute },
  parameters: readonly Value[],
  firstFeeds: () => Record<string, Value>,
): Promise<number> {
  const random = new Random(BALANCE_SEED);
  const feeds = firstFeeds();
  const displaced = parameters.map(({ dims, data }) =>
    value(
      dims,
      (data as Float32Array).map((p) => p + random.normal(BALANCE_DISPLACEMENT)),
    ),
  );
  const there = named(displaced, parameterName);
  const { imageGradients } = compiled;
  const gradients = await step(
    { ...feeds, ...there, regularization: scalar(0), step: scalar(1) },
    imageGradients,
  );
  const [activation, distance] = await sessions.norms(plan, gradients, { ...feeds, ...there });
  const balance = activation! / distance!;
  if (!Number.isFinite(balance)) {
    throw new FaccentError(
      `the regularizer has no gradient at "${plan.regularize}", so it cannot be balanced: choose another layer, or set the balance by hand`,
    );
  }
  return balance;
}

type Compute = ((
  feeds: Record<string, Value>,
  fetches: readonly string[],
) => Promise<Record<string, Value>>) &
  Pick<Session, 'release'>;

/** The compiled graphs of a run, released together. */
class Sessions {
  private readonly open = new Set<Session>();

  constructor(private readonly options: RunOptions) {}

  private async create(bytes: Uint8Array, override: SessionOptions = {}): Promise<Session> {
    const options = { device: this.options.device, threads: this.options.threads, ...override };
    const session = await createSession(this.options.backend ?? defaultBackend, bytes, options);
    this.open.add(session);
    return session;
  }

  /** A graph that is always fed its objective inputs. */
  async compile({ bytes, objectiveInputs }: Compiled, override?: SessionOptions): Promise<Compute> {
    const session = await this.create(bytes, override);
    const unit = Object.fromEntries(
      Object.entries(objectiveInputs).map(([k, v]) => [k, value(v.dims, v.values)]),
    );
    const run = (feeds: Record<string, Value>, fetches: readonly string[]) =>
      session.run({ ...unit, ...feeds }, fetches);
    return Object.assign(run, { release: () => this.close(session) });
  }

  async encode(plan: Plan, photograph: Value): Promise<Tensors<Value> & { image: Value }> {
    const session = await this.create(encodeGraph(plan), { threads: 1 });
    const { parameters, fixed } = plan.parameterization.shapes(plan.canvas, plan.start);
    const names = {
      parameters: parameters.map((_, i) => parameterName(i)),
      fixed: fixed.map((_, i) => fixedName(i)),
    };
    const result = await session.run({ photograph }, [...names.parameters, ...names.fixed, 'image']);
    await this.close(session);
    const values = (list: readonly string[]): Value[] => list.map((name) => result[name]!);
    return { parameters: values(names.parameters), fixed: values(names.fixed), image: result.image! };
  }

  decoder(plan: Plan, fixed: Record<string, Value>): (parameters: readonly Value[]) => Promise<Value> {
    const session = once(() => this.create(decodeGraph(plan), { threads: 1 }));
    return async (parameters) => {
      const feeds = { ...fixed, ...named(parameters, parameterName) };
      return (await (await session()).run(feeds, ['image'])).image!;
    };
  }

  /** L1 norms of the parameter gradients that gradients in the image amount to. */
  async norms(plan: Plan, gradients: Record<string, Value>, feeds: Record<string, Value>): Promise<number[]> {
    const cotangents = Object.keys(gradients);
    const session = await this.create(normsGraph(plan, cotangents));
    const { parameters, fixed } = plan.parameterization.shapes(plan.canvas, plan.start);
    const inputs = [...parameters.map((_, i) => parameterName(i)), ...fixed.map((_, i) => fixedName(i))];
    const given = Object.fromEntries(inputs.map((name) => [name, feeds[name]!]));
    const result = await session.run({ ...given, ...gradients }, cotangents.map(normName));
    await this.close(session);
    return cotangents.map((name) => item(result[normName(name)]!));
  }

  probe(plan: Plan): (image: Value) => Promise<number> {
    const run = once(() => this.compile(probeGraph(plan)));
    return async (image) => item((await (await run())({ image }, ['activation'])).activation!);
  }

  private async close(session: Session): Promise<void> {
    this.open.delete(session);
    await session.release();
  }

  async release(): Promise<void> {
    for (const session of this.open) await session.release();
    this.open.clear();
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

/** Calls what makes something once, when it is first wanted. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

const named = (values: readonly Value[], nameOf: (i: number) => string): Record<string, Value> =>
  Object.fromEntries(values.map((v, i) => [nameOf(i), v]));

const scalar = (x: number): Value => value([], Float32Array.of(x));
const item = (v: Value): number => Number(v.data[0]);
