import { FaccentError } from '../errors.js';
import { bytesInWords } from '../math/bytes.js';
import { type Run } from './run.js';
import { imageDims } from './plan.js';

/** The pictures that a run keeps until its end. */
export interface Snapshots {
  /** One every so many steps. */
  readonly every: number;
  readonly steps: number;
  /** Of one of them. */
  readonly dims: readonly number[];
}

/** What a run keeps; nothing where it takes no snapshots. */
export const snapshotsOf = ({ plan, settings, options }: Run): Snapshots | undefined =>
  options.snapshots === undefined
    ? undefined
    : { every: options.snapshots, steps: settings.steps, dims: imageDims(plan) };

/**
 * Before the first of them is taken.
 * @param beside what the step itself takes, in bytes
 * @param room the memory that there is, in bytes
 * @throws FaccentError for more of them than there is memory for
 */
export function checkSnapshots({ every, steps, dims }: Snapshots, beside: number, room: number): void {
  const count = Math.ceil(steps / every);
  const bytes = count * dims.reduce((product, n) => product * n, 4);
  if (bytes + beside <= room) return;
  const [height, width] = dims.slice(-2);
  throw new FaccentError(
    `snapshots is ${every}, and of ${steps} steps that is ${count} pictures of ${height} × ${width}, which are kept until the ` +
      `end: ${bytesInWords(bytes)}, beside ${bytesInWords(beside)} of a step, and this machine has ${bytesInWords(room)}: ` +
      'raise snapshots, so that fewer are taken, do fewer steps, or make the picture smaller by its size',
  );
}
