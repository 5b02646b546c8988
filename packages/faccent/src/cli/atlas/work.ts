import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { formatJson } from '../../formats/finite.js';
import { recordedNetwork } from '../files/recorded.js';
import { plainName } from '../files/folder.js';
import pc from '../print/colours.js';
import { note } from '../print/note.js';
import { interruptible, leaveNow } from '../signals/interrupt.js';
import { retryFailed } from './add.js';
import { Accentuator } from './carry-out.js';
import { PLAN_FILE, readPlan } from './folder.js';
import { startHeartbeat } from './heartbeat.js';
import type { Shard } from './tokens.js';
import { type Worked, workOn } from './worker.js';
import path from 'node:path';

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
  const { lease, shard, json } = flags;
  const quiet = flags.quiet === true || json === true;
  const { network } = await readPlan(folder);
  const from = performance.now();
  await interruptible(async (interrupt) => {
    const model = await interrupt.during(recordedNetwork(network, path.join(folder, PLAN_FILE)));
    if (flags.failed) await retryFailed(folder);
    const accentuator = new Accentuator(folder, model, interrupt);
    const heartbeat = startHeartbeat(lease);
    let worked: Worked;
    try {
      worked = await workOn(folder, {
        ...{ worker: workerName(), lease, shard, heartbeat, carryOut: accentuator.carryOut },
        stopped: () => interrupt.status !== undefined,
        onEnded: ({ id, outcome }, error) => {
          if (error && !quiet)
            note(`job ${id} failed${outcome === 'again' ? ', and is tried again' : ''}: ${error.message}`);
        },
      });
    } finally {
      await heartbeat.stop();
    }
    const { done, failed, atOnce } = worked;
    const seconds = Number(((performance.now() - from) / 1000).toFixed(1));
    if (json) console.log(formatJson('what was done', { done, failed, seconds }));
    else if (!quiet)
      console.log(
        `${done} ${done === 1 ? 'job' : 'jobs'} done in ${seconds} s${failed ? pc.red(`, ${failed} failed`) : ''}`,
      );
    if (failed) process.exitCode = 1;
    if (interrupt.status !== undefined) {
      process.exitCode = interrupt.status;
      if (atOnce) await leaveNow(interrupt.status);
    }
    await accentuator.release();
  });
}
