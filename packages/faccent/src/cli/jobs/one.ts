import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Model, RunRequest } from 'faccent';
import { KEPT_EVERY, type KeepFlags } from '../flags/groups.js';
import { interruptible } from '../signals/interrupt.js';
import type { Asked } from '../unfinished/asked.js';
import { Store } from '../unfinished/store.js';
import { carryOutAll, forget } from './all.js';
import { beginIn } from './begin.js';
import type { RunFlags } from './job.js';

/** An explanation or an audit, and where it goes. */
export interface OneJob extends Pick<Asked, 'explanation' | 'audit'> {
  readonly model: Model;
  /** Of its accentuation for what tells the classes apart, or of its first. */
  readonly request: RunRequest;
  /** What is behind the photograph where it is transparent, as it was said. */
  readonly background?: string;
  readonly folder: string;
}

/** Makes what is made up of several accentuations, which is kept from its beginning. */
export async function runOne(
  { model, request, explanation, audit, background, folder }: OneJob,
  { checkpoint = KEPT_EVERY, ...flags }: RunFlags & KeepFlags,
): Promise<void> {
  const place = path.resolve(folder);
  const command = { id: randomUUID(), began: new Date().toISOString(), root: place, folder: place };
  await interruptible(async (interrupt) => {
    const run = await beginIn(folder, {
      ...{ request, outputs: {}, comparisons: { background }, explanation, audit, checkpoint },
      command: { ...command, index: 0, count: 1 },
    });
    try {
      await Store.settle([run.store]);
    } catch (error) {
      await forget([run]);
      throw error;
    }
    const loaded = Promise.resolve({ model, comparisons: () => Promise.resolve({}) });
    await carryOutAll([run], () => loaded, { ...flags, interrupt, several: false });
  });
}
