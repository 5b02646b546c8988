import { sizeOf } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { type Plan, drawFeeds, imageDims, next, parameterName, stateName } from './graphs.js';
import type { Random } from '../math/random.js';
import type { Tensors } from '../parameterization/parameterization.js';
import type { Checkpoint, RunResult } from './run.js';
import { type Value, value } from '../platform/runtime.js';
import type { Draw } from '../transform/transform.js';

/** The run's random draws as feeds; what stays the same for the whole run is drawn once. */
export function drawing(plan: Plan, random: Random) {
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
export function stateOutputs(plan: Plan): string[] {
  return [
    next('opacity'),
    ...parameterShapes(plan).flatMap((_, i) => [
      next(parameterName(i)),
      ...plan.optimizer.state.map((s) => next(stateName(i, s))),
    ]),
  ];
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

/** Parameters that a person gives. */
export function given(plan: Plan, start: readonly Float32Array[]): Value[] {
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
export function pictures(images: Value, { canvas }: Plan): Pick<RunResult, 'image' | 'images'> {
  const data = images.data as Float32Array;
  const length = sizeOf(images.dims.slice(1));
  const all = Array.from({ length: images.dims[0]! }, (_, i) => ({
    size: canvas,
    data: data.subarray(i * length, (i + 1) * length),
  }));
  return { image: all[0]!, images: all };
}

/** A checkpoint's state in the shapes of a run's. @throws FaccentError where it is that of another run */
export function resumedState(
  state: Record<string, Value>,
  { state: held }: Checkpoint,
): Record<string, Value> {
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
