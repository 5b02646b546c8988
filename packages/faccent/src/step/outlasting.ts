import { backend as defaultBackend } from '#platform';
import type { RunOptions } from '../options.js';
import { DeviceLost } from '../platform/on-device.js';
import type { Checkpoint, Step } from './records.js';
import type { Run } from './run.js';

/** How often where a run stands is read from a device that may be lost, in milliseconds. */
const KEPT_EVERY = 5000;

/** A run as an asynchronous generator. */
type Ascend<T> = (run: Run) => AsyncGenerator<Step, T, void>;

/** What was last made; where the device is gone meanwhile, what was made before. */
async function lastMade<T>(make: () => T | Promise<T>, before: () => T | undefined): Promise<T> {
  try {
    return await make();
  } catch (error) {
    const made = error instanceof DeviceLost ? before() : undefined;
    if (made === undefined) throw error;
    return made;
  }
}

/**
 * A run that outlasts its device: where that is lost, it goes on with the CPU from where it stood a few seconds before.
 * The first step then has a note that says so, and steps since that point are made again.
 * @param plan makes the run; where options are given, with these instead
 */
export async function* outlasting<T>(
  plan: (instead: RunOptions) => Run,
  ascend: Ascend<T>,
): AsyncGenerator<Step, T, void> {
  const run = plan({});
  const { backend = defaultBackend, device = 'cpu', resume } = run.options;
  if (!backend.memoryOn?.(device)) return yield* ascend(run);

  let kept: Checkpoint | undefined = resume;
  let keptAt = -Infinity;
  let shown: Awaited<ReturnType<NonNullable<Step['after']>>> | undefined;
  let loss: DeviceLost;
  const steps = ascend(run);
  try {
    for (;;) {
      const next = await steps.next();
      if (next.done) return next.value;
      const { after, checkpoint, ...step } = next.value;
      if (Date.now() - keptAt > KEPT_EVERY) {
        kept = await checkpoint!();
        keptAt = Date.now();
      }
      yield {
        ...step,
        after: async () => (shown = await lastMade(after!, () => shown)),
        checkpoint: () => lastMade(checkpoint!, () => kept),
      };
    }
  } catch (error) {
    if (!(error instanceof DeviceLost)) throw error;
    loss = error;
  } finally {
    await steps.return(undefined as T);
  }

  // its graph is another there
  const rest = ascend(plan({ device: 'cpu', resume: kept && { ...kept, graph: undefined } }));
  let note: string | undefined =
    `${loss.message.split(':')[0]}: the run goes on with the device "cpu" from step ${kept?.steps.length ?? 0}`;
  try {
    for (;;) {
      const next = await rest.next();
      if (next.done) return next.value;
      yield note === undefined ? next.value : { ...next.value, note };
      note = undefined;
    }
  } finally {
    await rest.return(undefined as T);
  }
}
