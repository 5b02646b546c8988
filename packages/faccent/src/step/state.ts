import { sizeOf } from 'onnx-grad';
import type { Random } from '../math/random.js';
import type { Tensors } from '../parameterization/parameterization.js';
import { DeviceValue, read } from '../platform/on-device.js';
import { type Value, value } from '../platform/runtime.js';
import type { Draw, Progress } from '../transform/transform.js';
import { drawName, item, next, parameterName, scalar, stateName } from './names.js';
import type { Pictures, Step } from './records.js';
import { type Plan, imageDims, isRegularized, parameterShapes, viewShape } from './plan.js';

/** The run's random draws as feeds; what stays the same for the whole run is drawn once. */
export function drawing(plan: Plan, random: Random): (progress: Progress) => Record<string, Value> {
  const { transform } = plan;
  const shape = viewShape(plan);
  const inputs = transform.inputs(shape);
  const feeds = (draw: Draw): Record<string, Value> =>
    Object.fromEntries(
      Object.entries(draw).map(([name, data]) => [drawName(name), value(inputs[name]!.dims, data)]),
    );
  const fixed = feeds(transform.prepare(random, shape));
  return (progress) => ({ ...fixed, ...feeds(transform.draw(random, shape, progress)) });
}

/** Zeros: the optimizer's state and the opacity sum, by the names of the step's inputs. */
export function initialState(plan: Plan): Record<string, Value> {
  const zeros = (dims: readonly number[]): Value => value(dims, new Float32Array(sizeOf(dims)));
  const state: Record<string, Value> = { opacity: zeros(imageDims(plan)) };
  parameterShapes(plan).forEach((dims, i) => {
    for (const name of plan.optimizer.state) state[stateName(i, name)] = zeros(dims);
  });
  return state;
}

/** Names of the step's outputs that the next step starts from. */
export const stateOutputs = (plan: Plan): string[] => [
  next('opacity'),
  ...parameterShapes(plan).flatMap((_, i) => [
    next(parameterName(i)),
    ...plan.optimizer.state.map((s) => next(stateName(i, s))),
  ]),
];

/** Names of the step's outputs that a run looks at: the next step's start, what was measured, and the image if wanted. */
export const stepOutputs = (plan: Plan, snapshot: boolean): string[] => [
  ...stateOutputs(plan),
  'activation',
  ...(isRegularized(plan) ? ['distance'] : []),
  ...(snapshot ? ['image'] : []),
];

/** How long ReLUs that are redirected at the start let gradients through at most (docs/method.md, 9.1). */
const REDIRECTED_STEPS = 16;

type State = Readonly<Record<string, Value>>;

/** Whether the next step lets gradients through closed ReLUs: after one that moved nothing, near the start. */
export async function redirected(step: number, before: State, after: State): Promise<Value> {
  if (step + 1 >= REDIRECTED_STEPS) return scalar(0);
  const [was, is] = [await read(before.opacity!), await read(after.opacity!)];
  return scalar((was.data as Float32Array).every((x, i) => x === is.data[i]) ? 1 : 0);
}

/** A start without a photograph. */
export function fromNoise({ parameterization, canvas, start }: Plan, random: Random): Tensors<Value> {
  const shapes = parameterization.shapes(canvas, start);
  const { parameters, fixed } = parameterization.randomStart(random, canvas);
  return {
    parameters: parameters.map((data, i) => value(shapes.parameters[i]!, data)),
    fixed: fixed.map((data, i) => value(shapes.fixed[i]!, data)),
  };
}

/** What a step's outputs say of it. @param before the step before, if any */
export async function measuredStep(
  plan: Plan,
  step: number,
  result: Readonly<Record<string, Value>>,
  before: Step | undefined,
): Promise<Step> {
  const opacity = result[next('opacity')]!;
  // a sum that has risen stays above zero; it is not read from a device to find that out again
  const risen = opacity instanceof DeviceValue && before && !before.dead;
  const dead = !risen && ((await read(opacity)).data as Float32Array).every((x) => x === 0);
  return {
    step,
    activation: item(result.activation!),
    ...(result.distance && { distance: item(result.distance) }),
    ...(dead && { dead }),
    ...(result.image && pictures(result.image, plan)),
  };
}

/** Images (n, 3, h, w) one by one. */
export function pictures(images: Value, { canvas }: Pick<Plan, 'canvas'>): Pictures {
  const data = images.data as Float32Array;
  const length = sizeOf(images.dims.slice(1));
  const all = Array.from({ length: images.dims[0]! }, (_, i) => ({
    size: canvas,
    data: data.subarray(i * length, (i + 1) * length),
  }));
  return { image: all[0]!, images: all };
}
