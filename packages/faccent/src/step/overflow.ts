import { sizeOf } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { notFinite } from '../first-not-finite.js';
import { notFiniteAt } from '../formats/finite.js';
import type { Image } from '../image/image.js';
import { firstSeen } from '../objective/networks.js';
import { read } from '../platform/on-device.js';
import type { Standing } from './checkpoint.js';
import { imageDims } from './plan.js';
import type { Step } from './records.js';
import type { Run } from './run.js';
import { pictures } from './state.js';

/** Whether what a step measured are numbers. */
export const isFinite = ({ activation, distance = 0 }: Step): boolean =>
  Number.isFinite(activation) && Number.isFinite(distance);

/**
 * The error for a step whose activation or distance is no number: what the network gives for the start itself is not the
 * optimizer's doing.
 * @param standing where the run stood before the step
 */
export async function overflowed(
  { plan, settings, options, photographs }: Run,
  { parameters }: Standing,
  { step, activation, distance }: Step,
): Promise<FaccentError> {
  const lower = `lower the learningRate (${settings.learningRate})`;
  const values = await Promise.all(parameters.map(read));
  if (values.some(({ data }) => notFiniteAt(data as Float32Array) >= 0))
    return new FaccentError(
      `the gradient was no number at step ${step - 1}, though the activation was one: ${lower}, or take another layer or unit`,
    );
  if (step === 0) {
    const { model, objective, canvas } = plan;
    // noise is grey in the mean
    const grey = (): Image => ({
      size: canvas,
      data: new Float32Array(sizeOf(imageDims(plan).slice(1))).fill(0.5),
    });
    const image = photographs ? pictures(photographs, plan).image : grey();
    const found = Number.isFinite(activation) ? distance! : activation;
    // views that are taken elsewhere in the picture may be what overflows
    return notFinite(
      { ...firstSeen(model, objective), image, found },
      options,
      photographs ? 'the picture that the run starts from' : 'the noise that the run starts from',
    );
  }
  return new FaccentError(
    Number.isFinite(activation)
      ? `the distance from the photograph became ${distance} at step ${step}: ${lower}`
      : `the activation became ${activation} at step ${step}: ${lower}`,
  );
}

/**
 * What a run ends with, where all of it are numbers.
 * @throws FaccentError where its last step overflowed
 */
export function numbersOf<
  T extends {
    readonly images: readonly Image[];
    readonly opacity: Float32Array;
    readonly activation: { readonly before: number; readonly after: number };
    readonly steps: readonly Step[];
  },
>(result: T, { settings }: Run): T {
  const { images, opacity, activation, steps } = result;
  const found = [
    ...images.map(({ data }) => ['picture', data] as const),
    ['opacity', opacity] as const,
    ["picture's activation", [activation.after]] as const,
    ["photograph's activation", [activation.before]] as const,
  ].find(([, data]) => notFiniteAt(data) >= 0);
  if (!found) return result;
  const [what, data] = found;
  throw new FaccentError(
    `the ${what} is ${data[notFiniteAt(data)]} after step ${steps.length}: the last step's gradient overflowed; lower the learningRate (${settings.learningRate}), or take another layer or unit`,
  );
}
