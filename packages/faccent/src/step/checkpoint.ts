import { FaccentError } from '../errors.js';
import type { Random } from '../math/random.js';
import { type Value, value } from '../platform/runtime.js';
import { next, parameterName } from './names.js';
import type { Plan } from './plan.js';
import type { Checkpoint, Step } from './records.js';
import { given, initialState } from './state.js';

/** Where a run stands between two steps. */
export interface Standing {
  readonly parameters: readonly Value[];
  /** The optimizer's state and the opacity sum, by the names of the step's inputs. */
  readonly state: Readonly<Record<string, Value>>;
  readonly steps: readonly Step[];
}

/** The start, or where an earlier run was left; the random stream is put where it stood. */
export function standing(
  plan: Plan,
  start: readonly Value[],
  resumed: Checkpoint | undefined,
  random: Random,
): Standing {
  const state = initialState(plan);
  if (!resumed) return { parameters: start, state, steps: [] };
  random.state = resumed.random;
  return {
    parameters: given(plan, resumed.parameters),
    state: resumedState(state, resumed),
    steps: resumed.steps,
  };
}

/** Where a run stands after a step. @param result the step's outputs */
export const moved = (
  { parameters, state, steps }: Standing,
  result: Readonly<Record<string, Value>>,
  step: Step,
): Standing => ({
  parameters: parameters.map((_, i) => result[next(parameterName(i))]!),
  state: Object.fromEntries(Object.keys(state).map((name) => [name, result[next(name)]!])),
  steps: [...steps, step],
});

/** What a run goes on from: values that nothing writes to. */
export const checkpointOf = (
  { parameters, state, steps }: Standing,
  random: Random,
  balance: number | undefined,
): Checkpoint => ({
  parameters: parameters.map((p) => p.data as Float32Array),
  state: Object.fromEntries(Object.entries(state).map(([name, v]) => [name, v.data as Float32Array])),
  random: random.state,
  ...(balance !== undefined && { balance }),
  steps: steps.map(({ step, activation, distance }) => ({ step, activation, distance })),
});

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
