import path from 'node:path';
import type { Model } from 'faccent';
import { formatJson } from '../../formats/finite.js';
import { isQuiet } from '../jobs/job.js';
import pc from '../print/colours.js';
import { type Interrupt, Interrupted, leaveNow } from '../signals/interrupt.js';
import type { ExemplarsFlags } from './flags.js';
import { type Finished, UNREAD, finish } from './finish.js';
import type { MeasuringOutcome } from './measure.js';
import type { Measured } from './measured.js';
import { PAGE } from './pages.js';

/** What there is to be put together. */
export interface Together {
  readonly flags: ExemplarsFlags;
  readonly model: Model;
  readonly measured: Measured;
  readonly sources: readonly string[];
  readonly photographs: string;
  readonly names: readonly string[] | undefined;
  readonly interrupt: Interrupt;
  readonly own: MeasuringOutcome;
}

/** Puts the results together, if all photographs were measured, and says what there is. */
export async function together({ flags, own, ...finishing }: Together): Promise<void> {
  const { out, top, sample, by } = flags;
  const { interrupt, measured } = finishing;
  interrupt.expect('interrupted: what was measured is kept, and the same command goes on');
  const quiet = isQuiet(flags);
  let finished: Finished;
  try {
    finished = await interrupt.during(
      finish({ ...finishing, folder: out, choice: { top, sample, by }, quiet }),
    );
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    console.error('interrupted: what was measured is kept, and the same command goes on');
    interrupt.expect('');
    return leaveNow(interrupt.status!);
  }
  const { photographs, failed, missing, asBefore } = finished;
  if (failed.length) process.exitCode = 1;
  if (flags.json) {
    const layers = measured.layers.map(({ layer, units }) => ({ layer, channels: units.length }));
    const done = { measured: own.photographs, perSecond: own.perSecond };
    const stands = { photographs, unread: failed.length, missing: missing.length };
    console.log(formatJson('what was done', { folder: out, layers, ...done, ...stands }));
    return;
  }
  if (missing.length)
    console.log(
      `${photographs} photographs are measured, and ${missing.length} are left to other shards: the last of them puts all together`,
    );
  else if (!quiet) say(flags, finished, measured, asBefore);
  // what is wrong is said also where nothing else is
  if (failed.length && !missing.length)
    console.error(
      `error: ${failed.length} of ${failed.length + photographs} photographs could not be measured; "${path.join(out, UNREAD)}" lists ${failed.length === 1 ? 'it' : 'them'}, and the same command tries again`,
    );
}

function say(
  { out, top, sample }: ExemplarsFlags,
  { photographs }: Finished,
  { layers }: Measured,
  asBefore: boolean,
): void {
  const channels = layers.reduce((sum, { units }) => sum + units.length, 0);
  console.log(
    `${pc.bold(`${photographs} photographs, ${channels} channels`)} of ${layers.map(({ layer }) => layer).join(', ')}${asBefore ? ': as before' : `: the ${top} strongest of each${sample ? `, and up to ${sample} across its range` : ''}`}`,
  );
  console.log(`page: ${pc.cyan(path.join(out, PAGE))}; tables: ${pc.cyan(path.join(out, '*.parquet'))}`);
}
