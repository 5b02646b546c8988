import { FaccentError } from '../errors.js';
import { measureBalance } from './balance.js';
import { type Plan, fixedName, needsSeed, next, parameterName, stepGraph } from './graphs.js';
import { Random } from '../math/random.js';
import { type Checkpoint, DEFAULTS, type Run, type RunResult, type Step } from './run.js';
import { type Value, value } from '../platform/runtime.js';
import { Sessions, item, named, scalar } from './sessions.js';
import type { Schedule } from '../schedule/schedule.js';
import { drawing, fromNoise, given, initialState, pictures, resumedState, stateOutputs } from './state.js';

/** How long a redirected ReLU lets gradients through at most. */
const REDIRECTED_STEPS = 16;

/** The loop: one step when it is asked for the next; it releases what it holds when it is left. */
export async function* optimize(run: Run): AsyncGenerator<Step, RunResult, void> {
  const { plan, steps, learningRate, options, photographs } = run;
  const random = new Random(options.randomSeed ?? DEFAULTS.randomSeed);
  const sessions = new Sessions(options);
  try {
    const { step, start, constant, draw, balance, decode } = await setUp(run, sessions, random);
    const activationOf = sessions.probe(plan);
    let { parameters, state, records } = standing(plan, start, options.resume, random);
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
      const measured: Step = {
        step: t,
        activation: item(result.activation!),
        ...(result.distance && { distance: item(result.distance) }),
        ...(result.image && pictures(result.image, plan)),
      };
      if (!Number.isFinite(measured.activation)) {
        throw new FaccentError(
          `the activation became ${measured.activation} at step ${t}: lower the learning rate (${learningRate})`,
        );
      }
      const before = state.opacity!;
      parameters = parameters.map((_, i) => result[next(parameterName(i))]!);
      state = Object.fromEntries(Object.keys(state).map((name) => [name, result[next(name)]!]));
      // a start at which no gradient passes: the next step lets it through
      if (plan.redirect)
        constant.redirect = scalar(t + 1 < REDIRECTED_STEPS && same(before, state.opacity!) ? 1 : 0);
      records = [...records, measured];
      yield { ...measured, checkpoint: () => checkpoint({ parameters, state, records }, random, balance) };
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

/** Compiles the step, and finds what all steps are fed and start from. */
async function setUp(
  { plan, steps, learningRate, options, photographs, hold }: Run,
  sessions: Sessions,
  random: Random,
) {
  // first of all: in a browser the first session decides how many threads there are
  const { step, imageGradients } = await compileStep(sessions, plan);
  const encoded = photographs && (await sessions.encode(plan, photographs));
  const origin = encoded ?? fromNoise(plan, random);
  const fixed = named(origin.fixed, fixedName);
  const start = options.start ? given(plan, options.start) : origin.parameters;

  const draw = drawing(plan, random);
  const constant: Record<string, Value> = { ...fixed, learningRate: scalar(learningRate) };
  // photographs as their parameters have them: the run starts at a distance of exactly zero, not of rounding
  if (needsSeed(plan)) constant.seed = (options.start ? photographs : encoded?.image)!;
  if (plan.ball) constant.radius = scalar(hold!.ball!);
  if (plan.masked) constant.mask = value([1, 1, ...plan.canvas], hold!.mask!);
  if (plan.redirect) constant.redirect = scalar(0);
  let balance = options.resume?.balance ?? hold?.balance;
  if (plan.held?.length) {
    balance ??= await measureBalance(sessions, plan, { step, imageGradients }, start, () => ({
      ...constant,
      ...initialState(plan),
      ...draw({ step: 0, steps }),
    }));
    constant.regularization = scalar(hold!.strength * balance);
  }
  const around: Record<string, Value> = plan.masked ? { seed: constant.seed!, mask: constant.mask! } : {};
  return { step, start, constant, draw, balance, decode: sessions.decoder(plan, { ...fixed, ...around }) };
}

/** The step as a function. Its graph's bytes, as large as the model, are let go. */
async function compileStep(sessions: Sessions, plan: Plan) {
  const compiled = stepGraph(plan);
  return { step: await sessions.compile(compiled), imageGradients: compiled.imageGradients };
}

/** Where a run stands between two steps. */
interface Standing {
  readonly parameters: readonly Value[];
  readonly state: Readonly<Record<string, Value>>;
  readonly records: readonly Step[];
}

/** The start, or where an earlier run was left. */
function standing(
  plan: Plan,
  start: readonly Value[],
  resumed: Checkpoint | undefined,
  random: Random,
): Standing {
  const state = initialState(plan);
  if (!resumed) return { parameters: start, state, records: [] };
  random.state = resumed.random;
  return {
    parameters: given(plan, resumed.parameters),
    state: resumedState(state, resumed),
    records: resumed.steps,
  };
}

/** What a run goes on from: values that nothing writes to. */
function checkpoint(
  { parameters, state, records }: Standing,
  random: Random,
  balance: number | undefined,
): Checkpoint {
  return {
    parameters: parameters.map((p) => p.data as Float32Array),
    state: Object.fromEntries(Object.entries(state).map(([name, v]) => [name, v.data as Float32Array])),
    random: random.state,
    ...(balance !== undefined && { balance }),
    steps: records.map(({ step, activation, distance }) => ({ step, activation, distance })),
  };
}

function rateFactor(schedule: Schedule | undefined, step: number, steps: number): number {
  const factor = schedule?.(step, steps) ?? 1;
  if (!(factor >= 0 && Number.isFinite(factor)))
    throw new FaccentError(`the schedule gives ${factor} at step ${step}: make it a number, 0 or more`);
  return factor;
}

const same = (a: Value, b: Value): boolean => (a.data as Float32Array).every((x, i) => x === b.data[i]);

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
