import { backend as defaultBackend } from '#runtime';
import { type Passes, sizeOf } from 'onnx-grad';
import { FaccentError } from './errors.js';
import {
  type Compiled,
  type Plan,
  balanceGraph,
  decodeGraph,
  drawFeeds,
  encodeGraph,
  next,
  parameterName,
  probeGraph,
  stateName,
  stepGraph,
} from './graphs.js';
import type { Image } from './image.js';
import type { Model } from './model/model.js';
import type { Objective } from './objective/objective.js';
import { type Optimizer, adam, sgd } from './optimizer.js';
import { fourier } from './parameterization/fourier.js';
import type { Parameterization } from './parameterization/parameterization.js';
import { Random } from './random.js';
import {
  type Backend,
  type Session,
  type SessionOptions,
  type Value,
  type Values,
  createSession,
  value,
} from './runtime/runtime.js';
import { box } from './transform/box.js';
import type { Draw, Transform } from './transform/transform.js';

/** What a run does unless it is told otherwise (METHOD.md, section 6). */
export const DEFAULTS = {
  steps: 100,
  learningRate: 0.05,
  strength: 1,
  randomSeed: 0,
} as const;

export interface AccentuateOptions extends SessionOptions {
  /** Optimization steps; 100 by default. */
  readonly steps?: number;
  /** Step size of the optimizer; 0.05 by default (without a default for plain gradient descent). */
  readonly learningRate?: number;
  /** The layer at which the image is held close to the photograph; by default the model's own, `null`: nowhere. */
  readonly regularize?: string | null;
  /** Strength α of the regularizer, in units of the balance; 1 by default. */
  readonly strength?: number;
  /** The balance β; by default it is measured (see `measureBalance`). */
  readonly balance?: number;
  /** Seed of the random draws, a whole number; 0 by default. */
  readonly randomSeed?: number;
  /** By default random boxes: `box()`. */
  readonly transform?: Transform;
  /** By default `fourier()`. */
  readonly parameterization?: Parameterization;
  /** By default `adam()`, or `sgd()` under a ball constraint. */
  readonly optimizer?: Optimizer;
  /** Radius of the L2 ball around the photograph, in units of [0, 1] over all pixels and channels, that is not left. */
  readonly ball?: number;
  /** Stop when the objective on the whole, unaugmented image passes this value. */
  readonly cutoff?: number;
  /** Fetch the image every so many steps, as it is before that step's update; never by default. */
  readonly snapshots?: number;
  /** Start from these parameters instead of the photograph's own. */
  readonly start?: readonly Float32Array[];
  /** Graph passes, all on by default. */
  readonly passes?: Passes;
  /** By default ONNX Runtime for Node.js or for browsers, whichever this is. */
  readonly backend?: Backend;
}

/** What is known after a step. Activation, distance and image are those before the step's update. */
export interface Step {
  /** Counted from 0. */
  readonly step: number;
  /** The objective over the step's views. */
  readonly activation: number;
  /** The distance D from the photograph at the regularized layer, where there is one. */
  readonly distance?: number;
  /** The image, on steps that take a snapshot. */
  readonly image?: Image;
}

export interface Accentuation {
  readonly image: Image;
  /** Running sum of |∂ activation / ∂ image| (3, h, w); `opacityMap` turns it into alpha. */
  readonly opacity: Float32Array;
  /** The objective on the whole, unaugmented picture. */
  readonly activation: { readonly before: number; readonly after: number };
  /** The balance β that was used, where the run was regularized. */
  readonly balance?: number;
  readonly steps: readonly Step[];
}

/**
 * Feature accentuation (Hamblin, Fel et al. 2024, arXiv 2402.10039): from a photograph, gradient ascent on an
 * objective under random augmentation, held close to the photograph in an early layer of the network.
 *
 * An asynchronous generator: it does one step when it is asked for the next, so it can be paused at any step, and
 * ends early, releasing what it holds, when the loop around it is left.
 * @param photo its size is that of the canvas
 * @throws FaccentError, GraphError before the first step, if the request cannot be met
 */
export async function* accentuation(
  model: Model,
  photo: Image,
  objective: Objective,
  options: AccentuateOptions = {},
): AsyncGenerator<Step, Accentuation, void> {
  const { plan, steps, learningRate, strength } = planRun(model, photo, objective, options);
  const random = new Random(options.randomSeed ?? DEFAULTS.randomSeed);
  const sessions = new Sessions(options);
  try {
    const photograph = value([1, 3, ...plan.canvas], photo.data);
    const activationOf = await sessions.probe(plan);
    const before = await activationOf(photograph);
    const decode = await sessions.decode(plan);
    let parameters = options.start?.map(asParameter(plan)) ?? (await sessions.encode(plan, photograph));
    // the photograph as its parameters have it: the run starts at a distance of exactly zero, not of rounding
    const seed = options.start ? photograph : await decode(parameters);

    const draw = drawing(plan, random);
    const balance = plan.regularize
      ? (options.balance ??
        (await measureBalance(sessions, plan, seed, parameters, draw({ step: 0, steps }))))
      : undefined;

    const step = await sessions.compile(stepGraph(plan));
    let state: Record<string, Value> = initialState(plan);
    const constant: Record<string, Value> = { learningRate: scalar(learningRate) };
    if (plan.regularize) constant.regularization = scalar(strength * balance!);
    if (plan.regularize || plan.ball) constant.seed = seed;
    if (plan.ball) constant.radius = scalar(options.ball!);

    const records: Step[] = [];
    for (let t = 0; t < steps; t++) {
      const snapshot = options.snapshots !== undefined && t % options.snapshots === 0;
      const result = await step(
        { ...constant, ...draw({ step: t, steps }), ...named(parameters), ...state, step: scalar(t + 1) },
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
        ...(result.image && { image: { size: plan.canvas, data: result.image.data as Float32Array } }),
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

    const image = await decode(parameters);
    return {
      image: { size: plan.canvas, data: image.data as Float32Array },
      opacity: state.opacity!.data as Float32Array,
      activation: { before, after: await activationOf(image) },
      balance,
      steps: records,
    };
  } finally {
    await sessions.release();
  }
}

/** Runs an accentuation to its end. @param onStep called after each step */
export async function accentuate(
  model: Model,
  photo: Image,
  objective: Objective,
  options: AccentuateOptions & { readonly onStep?: (step: Step) => void } = {},
): Promise<Accentuation> {
  const run = accentuation(model, photo, objective, options);
  for (;;) {
    const { done, value: progress } = await run.next();
    if (done) return progress;
    options.onStep?.(progress);
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
 * favours no channel. Both this and the start's parameters are computed on one thread, so that the number of threads
 * does not matter at all; backends agree to about 1e-5.
 */
async function measureBalance(
  sessions: Sessions,
  plan: Plan,
  seed: Value,
  parameters: readonly Value[],
  draw: Record<string, Value>,
): Promise<number> {
  const random = new Random(BALANCE_SEED);
  const displaced = parameters.map(({ dims, data }) =>
    value(
      dims,
      (data as Float32Array).map((p) => p + random.normal(BALANCE_DISPLACEMENT)),
    ),
  );
  const measure = await sessions.compile(balanceGraph(plan), { threads: 1 });
  const { objectiveNorm, distanceNorm } = await measure({ seed, ...draw, ...named(displaced) }, [
    'objectiveNorm',
    'distanceNorm',
  ]);
  await measure.release();
  const balance = item(objectiveNorm!) / item(distanceNorm!);
  if (!Number.isFinite(balance)) {
    throw new FaccentError(
      `the regularizer has no gradient at "${plan.regularize}", so it cannot be balanced: choose another layer, or set the balance by hand`,
    );
  }
  return balance;
}

function planRun(model: Model, photo: Image, objective: Objective, options: AccentuateOptions) {
  const { steps = DEFAULTS.steps, strength = DEFAULTS.strength, ball } = options;
  const optimizer = options.optimizer ?? (ball === undefined ? adam() : sgd());
  const learningRate = options.learningRate ?? (optimizer.name === 'sgd' ? undefined : DEFAULTS.learningRate);
  if (learningRate === undefined) {
    throw new FaccentError(
      'plain gradient descent has no default learning rate: set one (try 1000 and look)',
    );
  }
  const positive = {
    steps,
    'learning rate': learningRate,
    ...(ball !== undefined && { 'ball radius': ball }),
  };
  for (const [name, n] of Object.entries(positive)) {
    if (!(n > 0 && Number.isFinite(n)))
      throw new FaccentError(`the ${name} must be a positive number, not ${n}`);
  }
  if (!Number.isInteger(steps)) throw new FaccentError(`the number of steps must be whole, not ${steps}`);
  if (!(strength >= 0 && Number.isFinite(strength)))
    throw new FaccentError(`the strength must not be negative; it is ${strength}`);
  if (options.snapshots !== undefined && !(Number.isInteger(options.snapshots) && options.snapshots > 0)) {
    throw new FaccentError(`snapshots are taken every 1, 2, … steps, not every ${options.snapshots}`);
  }
  const layer =
    options.regularize === undefined ? model.description.regularize : (options.regularize ?? undefined);
  const plan: Plan = {
    model,
    canvas: photo.size,
    objective,
    parameterization: options.parameterization ?? fourier(),
    transform: options.transform ?? box(),
    optimizer,
    regularize: strength > 0 ? layer : undefined,
    ball: ball !== undefined,
    passes: options.passes,
    target: (options.backend ?? defaultBackend).target?.(options.device ?? 'cpu'),
  };
  return { plan, steps, learningRate, strength };
}

type Run = ((feeds: Record<string, Value>, fetches: readonly string[]) => Promise<Record<string, Value>>) &
  Pick<Session, 'release'>;

/** The compiled graphs of a run, released together. */
class Sessions {
  private readonly open = new Set<Session>();

  constructor(private readonly options: AccentuateOptions) {}

  private async create(bytes: Uint8Array, override: SessionOptions = {}): Promise<Session> {
    const options = { device: this.options.device, threads: this.options.threads, ...override };
    const session = await createSession(this.options.backend ?? defaultBackend, bytes, options);
    this.open.add(session);
    return session;
  }

  /** A graph that is always fed its objective inputs. */
  async compile({ bytes, objectiveInputs }: Compiled, override?: SessionOptions): Promise<Run> {
    const session = await this.create(bytes, override);
    const unit = Object.fromEntries(
      Object.entries(objectiveInputs).map(([k, v]) => [k, value(v.dims, v.values)]),
    );
    const run = (feeds: Record<string, Value>, fetches: readonly string[]) =>
      session.run({ ...unit, ...feeds }, fetches);
    return Object.assign(run, {
      release: async () => {
        this.open.delete(session);
        await session.release();
      },
    });
  }

  async encode(plan: Plan, image: Value): Promise<Value[]> {
    const session = await this.create(encodeGraph(plan), { threads: 1 });
    const names = plan.parameterization.shapes(plan.canvas).map((_, i) => parameterName(i));
    const result = await session.run({ image }, names);
    return names.map((name) => result[name]!);
  }

  async decode(plan: Plan): Promise<(parameters: readonly Value[]) => Promise<Value>> {
    const session = await this.create(decodeGraph(plan), { threads: 1 });
    return async (parameters) => (await session.run(named(parameters), ['image'])).image!;
  }

  async probe(plan: Plan): Promise<(image: Value) => Promise<number>> {
    const run = await this.compile(probeGraph(plan));
    return async (image) => item((await run({ image }, ['activation'])).activation!);
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

function initialState(plan: Plan): Record<string, Value> {
  const zeros = (dims: readonly number[]): Value => value(dims, new Float32Array(sizeOf(dims)));
  const state: Record<string, Value> = { opacity: zeros([1, 3, ...plan.canvas]) };
  plan.parameterization.shapes(plan.canvas).forEach((dims, i) => {
    for (const name of plan.optimizer.state) state[stateName(i, name)] = zeros(dims);
  });
  return state;
}

function stateOutputs(plan: Plan): string[] {
  const parameters = plan.parameterization.shapes(plan.canvas);
  return [
    next('opacity'),
    ...parameters.flatMap((_, i) => [
      next(parameterName(i)),
      ...plan.optimizer.state.map((s) => next(stateName(i, s))),
    ]),
  ];
}

const asParameter =
  (plan: Plan) =>
  (data: Values, i: number): Value =>
    value(plan.parameterization.shapes(plan.canvas)[i]!, data);

const named = (parameters: readonly Value[]): Record<string, Value> =>
  Object.fromEntries(parameters.map((p, i) => [parameterName(i), p]));

const scalar = (x: number): Value => value([], Float32Array.of(x));
const item = (v: Value): number => Number(v.data[0]);
