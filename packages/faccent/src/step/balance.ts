import { FaccentError } from '../errors.js';
import { Random } from '../math/random.js';
import { type Value, value } from '../platform/runtime.js';
import { named, parameterName, scalar } from './names.js';
import { type Plan, isRegularized, regularizedLayers } from './plan.js';
import type { ComputeStep, Sessions } from './sessions.js';

/** How far from the photograph the balance is measured: standard deviation of the parameters' displacement. */
const BALANCE_DISPLACEMENT = 0.05;

/** The displacement is the same for every run, whatever its random seed. */
const BALANCE_SEED = 20240210;

/**
 * L1 norms of the parameter gradients of what a step's graph differentiates: the activation and, where there is one, the
 * distance D. At the photograph itself D is rounding noise; so all are taken at a stated point beside it: the start's
 * parameters plus normal noise of standard deviation 0.05 (what Adam's first step moves them by) from a fixed seed, seen
 * through the views of the first draw. D's gradient depends on the direction of the displacement, hardly on its length,
 * and a random direction favours no channel. Numbers of threads and backends agree on it to about 1e-5.
 *
 * The step's own graph gives the gradients in the image; its move is not used.
 */
export async function gradientNorms(
  sessions: Sessions,
  plan: Plan,
  { step, imageGradients }: ComputeStep,
  parameters: readonly Value[],
  feeds: Readonly<Record<string, Value>>,
): Promise<number[]> {
  const random = new Random(BALANCE_SEED);
  const displaced = parameters.map(({ dims, data }) =>
    value(
      dims,
      (data as Float32Array).map((p) => p + random.normal(BALANCE_DISPLACEMENT)),
    ),
  );
  const there = named(displaced, parameterName);
  const weightless: Record<string, Value> = isRegularized(plan) ? { regularization: scalar(0) } : {};
  const gradients = await step({ ...feeds, ...there, ...weightless, step: scalar(1) }, imageGradients);
  return sessions.norms(plan, gradients, { ...feeds, ...there });
}

/** The balance β = |∇ activation|₁ / |∇ D|₁ of the two parameter gradients (docs/method.md, 6.2). */
export async function measureBalance(...measured: Parameters<typeof gradientNorms>): Promise<number> {
  const [, plan] = measured;
  const [activation, distance] = await gradientNorms(...measured);
  const balance = activation! / distance!;
  if (!Number.isFinite(balance)) {
    const layers = regularizedLayers(plan).map((layer) => `"${layer}"`);
    throw new FaccentError(
      `the regularizer has no gradient at ${layers.join(' and ')}, so it cannot be balanced: choose another layer, or set the balance by hand`,
    );
  }
  return balance;
}
