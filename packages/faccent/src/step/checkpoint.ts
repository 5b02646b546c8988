import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import type { Random } from '../math/random.js';
import { type Value, value } from '../platform/runtime.js';
import type { Plan } from './plan.js';
import { given, initialState } from './state.js';

/** What is known after a step. Activation, distance and images are those before the step's update. */
export interface Step {
  /** Counted from 0. */
  readonly step: number;
  /** The objective over the step's views. */
  readonly activation: number;
  /** The distance D from the photograph at the regularized layers, where there are some. */
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
