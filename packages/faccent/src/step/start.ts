import { sizeOf } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import type { Random } from '../math/random.js';
import type { Tensors } from '../parameterization/parameterization.js';
import { type Value, value } from '../platform/runtime.js';
import { fixedName, named } from './names.js';
import { type Plan, parameterShapes } from './plan.js';
import { type Run, stackedOn } from './run.js';
import type { Sessions } from './sessions.js';
import { fromNoise } from './state.js';

/**
 * The parameters that a run starts from: its origin's own, those of noise, those that are given, or those of pictures that
 * are given.
 * @param origin the photographs as parameters, or noise
 * @throws FaccentError on what is none of the parameterization's
 */
export async function startOf(
  { plan, photographs, settings, options: { start } }: Run,
  origin: Tensors<Value>,
  sessions: Sessions,
  random: Random,
): Promise<readonly Value[]> {
  if (start === undefined) {
    if (settings.startFrom === 'photograph' || !photographs) return origin.parameters;
    const noise = await noiseOf(plan, sessions, random);
    return (await sessions.encode(plan, noise, origin.fixed)).parameters;
  }
  const isOfNumbers = (some: typeof start): some is readonly Float32Array[] =>
    Array.isArray(some) && (some as readonly unknown[]).every((each) => each instanceof Float32Array);
  if (isOfNumbers(start)) return given(plan, start);
  const images = stackedOn(plan, 'data' in start ? [start] : start, 'start');
  return (await sessions.encode(plan, images, origin.fixed)).parameters;
}

/** Pictures of the noise that a visualization starts from. */
function noiseOf(plan: Plan, sessions: Sessions, random: Random): Promise<Value> {
  const ofNoise: Plan = { ...plan, start: 'noise', masked: false };
  const { parameters, fixed } = fromNoise(ofNoise, random);
  return sessions.decoder(ofNoise, named(fixed, fixedName))(parameters);
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
