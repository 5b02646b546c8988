import { backend as defaultBackend } from '#platform';
import type { Target } from 'onnx-grad';
import type { Running } from '../step/cache.js';

/** Where a network runs that is only looked at; `backend` is ONNX Runtime for Node.js or for browsers, whichever this is. */
export type InspectOptions = Running;

/** What graphs are to be made of, for where they are to run. */
export const targetOf = ({ backend = defaultBackend, device = 'cpu' }: InspectOptions): Target | undefined =>
  backend.target?.(device);
