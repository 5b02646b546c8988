import { sizeOf } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import type { Tensors } from '../parameterization/parameterization.js';
import { type Value, value } from '../platform/runtime.js';
import { type Plan, parameterShapes } from './plan.js';
import { type Run, stackedOn } from './run.js';
import type { Sessions } from './sessions.js';

/**
 * The parameters that a run starts from: its origin's own, those that are given, or those of pictures that are given.
 * @param origin the photographs as parameters, or noise
 * @throws FaccentError on what is none of the parameterization's
 */
export async function startOf(
  { plan, options: { start } }: Run,
  origin: Tensors<Value>,
  sessions: Sessions,
): Promise<readonly Value[]> {
  if (start === undefined) return origin.parameters;
  const isOfNumbers = (some: typeof start): some is readonly Float32Array[] =>
    Array.isArray(some) && (some as readonly unknown[]).every((each) => each instanceof Float32Array);
  if (isOfNumbers(start)) return given(plan, start);
  const images = stackedOn(plan, 'data' in start ? [start] : start, 'start');
  return (await sessions.encode(plan, images, origin.fixed)).parameters;
}

/** Parameters that a person gives. @throws FaccentError where they are not the parameterization's */
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
