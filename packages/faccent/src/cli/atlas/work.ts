import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Model } from 'faccent';
import { formatJson } from '../../formats/finite.js';
import { plainName } from '../files/folder.js';
import { recordedNetwork } from '../files/recorded.js';
import { isQuiet } from '../jobs/job.js';
import pc, { nameLine } from '../print/colours.js';
import { note } from '../print/note.js';
import { type Interrupt, Interrupted, interruptible, leaveNow } from '../signals/interrupt.js';
import { retryFailed } from './add.js';
import { Accentuator } from './carry-out.js';
import { PLAN_FILE, readPlan } from './folder.js';
import { startHeartbeat } from './heartbeat.js';
import { showWork } from './progress.js';
import { statusOf } from './status.js';
import type { Shard } from './tokens.js';
import { type Worked, workOn } from './worker.js';

/** The flags of `atlas work`. */
export interface WorkFlags {
  readonly shard?: Shard;
  readonly lease: number;
  readonly failed?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** A name that no other worker has, on this machine or another. */
const workerName = (): string =>
  `${plainName(hostname()).slice(0, 30)}-${process.pid}-${randomBytes(4).toString('hex')}`;

/** Does the jobs of a plan. The status is 1 where some were given up. */
export async function work(folder: string, flags: WorkFlags): Promise<void> {
  const { network } = await readPlan(folder);
  const from = performance.now();
  await interruptible(async (interrupt) => {
    let worked: Worked = { done: 0, failed: 0, atOnce: false };
    try {
      // before anything is taken: where there is no network, no job is to blame
      const model = await interrupt.during(recordedNetwork(network, path.join(folder, PLAN_FILE)));
      if (flags.failed) await retryFailed(folder);
      worked = await workWith(folder, model, interrupt, flags);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      worked = { ...worked, atOnce: error.atOnce };
    }
    interrupt.expect('');
    say(folder, worked, (performance.now() - from) / 1000, interrupt.status !== undefined, flags);
    if (worked.failed) process.exitCode = 1;
    if (interrupt.status === undefined) return;
    process.exitCode = interrupt.status;
    if (worked.atOnce) await leaveNow(interrupt.status);
  });
}

async function workWith(
  folder: string,
  model: Model,
  interrupt: Interrupt,
  { lease, shard, ...flags }: WorkFlags,
): Promise<Worked> {
  const quiet = isQuiet(flags);
  const accentuator = new Accentuator(folder, model, interrupt);
  const heartbeat = startHeartbeat(lease);
  const { lost } = await statusOf(folder);
  if (lost && !quiet)
    note(
      `${lost} ${lost === 1 ? 'job is' : 'jobs are'} nowhere: the same faccent atlas plan again makes them wait`,
    );
  const progress = await showWork(() => statusOf(folder), quiet);
  try {
    return await workOn(folder, {
      ...{ worker: workerName(), lease, shard, heartbeat, carryOut: accentuator.carryOut },
      stopped: () => interrupt.status !== undefined,
      onHolding: (moves) =>
        interrupt.expect(quiet ? '' : 'interrupted in a step: what was begun is put back for others', moves),
      onEnded: ({ id, outcome }, error) => {
        if (outcome === 'done') progress.done();
        else if (outcome === 'failed' && !quiet) note(`job ${id} is given up: ${error!.message}`);
      },
    });
  } finally {
    progress.stop();
    await heartbeat.stop();
    // with something still going on in one, they go with the process
    if (interrupt.status === undefined) await accentuator.release();
  }
}

function say(
  folder: string,
  { done, failed }: Worked,
  time: number,
  isInterrupted: boolean,
  { json, quiet }: WorkFlags,
): void {
  const seconds = Number(time.toFixed(1));
  if (json) console.log(formatJson('what was done', { done, failed, seconds }));
  else if (quiet) return;
  else {
    const ends = isInterrupted ? ', interrupted: the same command goes on' : '';
    console.log(`${done} ${done === 1 ? 'job' : 'jobs'} done in ${seconds} s${ends}`);
    const plan = nameLine(folder);
    if (failed)
      console.log(
        `${pc.red(`${failed} given up`)}: faccent atlas status ${plan} says why, faccent atlas work ${plan} --failed tries again`,
      );
  }
}
