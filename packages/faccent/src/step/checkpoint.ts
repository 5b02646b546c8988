import { FaccentError } from '../errors.js';
import type { Random } from '../math/random.js';
import { DeviceValue, read } from '../platform/on-device.js';
import { type Value, value } from '../platform/runtime.js';
import { item, next, parameterName, scalar } from './names.js';
import type { Plan } from './plan.js';
import type { Checkpoint, Step } from './records.js';
import { given } from './start.js';
import { initialState, redirected } from './state.js';

/** Where a run stands between two steps. */
export interface Standing {
  readonly parameters: readonly Value[];
  /** The optimizer's state and the opacity sum, by the names of the step's inputs. */
  readonly state: Readonly<Record<string, Value>>;
  /** Whether the next step lets gradients through closed ReLUs, where that is asked of the run's start. */
  readonly redirect?: Value;
  readonly steps: readonly Step[];
}

/** What a run stands on besides its values: where the random stream is, and what its step was compiled from. */
interface Ground {
  readonly random: Random;
  /** Fingerprint of the step's graph. */
  readonly graph: string;
}

/**
 * The start, or where an earlier run was left; the random stream is put where it stood.
 * @throws FaccentError where what was left is of another run, or damaged
 */
export function standing(
  plan: Plan,
  start: readonly Value[],
  resumed: Checkpoint | undefined,
  { random, graph }: Ground,
): Standing {
  const state = initialState(plan);
  if (!resumed) return { parameters: start, state, steps: [] };
  if (resumed.graph !== undefined && resumed.graph !== graph)
    throw new FaccentError(
      'the checkpoint is of another graph: the step is compiled from others today than when the run began; go on with the version, the model and the options that it began with, or start the run again',
    );
  checkFinite(resumed);
  random.state = resumed.random;
  return {
    parameters: given(plan, resumed.parameters),
    state: resumedState(state, resumed),
    redirect: resumed.redirect === undefined ? undefined : scalar(Number(resumed.redirect)),
    steps: resumed.steps,
  };
}

/** Where a run stands after a step. @param result the step's outputs */
export async function moved(
  plan: Plan,
  { parameters, state, steps }: Standing,
  result: Readonly<Record<string, Value>>,
  step: Step,
): Promise<Standing> {
  const after = Object.fromEntries(Object.keys(state).map((name) => [name, result[next(name)]!]));
  return {
    parameters: parameters.map((_, i) => result[next(parameterName(i))]!),
    state: after,
    redirect: plan.redirect === 'start' ? await redirected(step.step, state, after) : undefined,
    steps: [...steps, step],
  };
}

/** What a run goes on from: values that nothing writes to. At once where they are in memory. */
export function checkpointOf(
  { parameters, state, redirect, steps }: Standing,
  { random, graph, balance }: Ground & { readonly balance: number | undefined },
): Checkpoint | Promise<Checkpoint> {
  const names = Object.keys(state);
  const where = {
    random: random.state,
    graph,
    ...(balance !== undefined && { balance }),
    ...(redirect && { redirect: item(redirect) === 1 }),
    steps,
  };
  const made = (values: readonly Value[]): Checkpoint => {
    const numbers = values.map(({ data }) => data as Float32Array);
    const ofState = names.map((name, i) => [name, numbers[parameters.length + i]!] as const);
    return { parameters: numbers.slice(0, parameters.length), state: Object.fromEntries(ofState), ...where };
  };
  const values = [...parameters, ...names.map((name) => state[name]!)];
  const areOnDevice = values.some((each) => each instanceof DeviceValue);
  return areOnDevice ? Promise.all(values.map(read)).then(made) : made(values);
}

/** @throws FaccentError where a number is none: the steps after it would be of nothing */
function checkFinite({ parameters, state }: Checkpoint): void {
  const all = [...parameters.map((p, i) => [parameterName(i), p] as const), ...Object.entries(state)];
  const odd = all.find(([, data]) => !data.every(Number.isFinite));
  if (odd)
    throw new FaccentError(`the checkpoint is damaged: its "${odd[0]}" has numbers that are not finite`);
}

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
