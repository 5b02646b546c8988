import type { AttributionOptions, Subject } from './attribution.js';
import { lookAt } from './views.js';

/** The gradient of the objective in the image (3, height, width). */
export async function imageGradient(subject: Subject, options: AttributionOptions): Promise<Float32Array> {
  const points = { count: 1, weight: () => 1, pictures: <T>(x: T): T => x };
  return (await lookAt(subject, points, options)).gradient;
}
