import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Model, RunRequest } from 'faccent';
import { KEPT_EVERY, type KeepFlags } from '../flags/groups.js';
import { interruptible } from '../signals/interrupt.js';
import type { AskedExplanation } from '../unfinished/asked.js';
import { Store } from '../unfinished/store.js';
import { carryOutAll, forget } from './all.js';
import { beginIn } from './begin.js';
import type { RunFlags } from './job.js';

/** An explanation, and where it goes. */
export interface ExplanationJob {
  readonly model: Model;
  /** Of its accentuation for what tells the classes apart. */
  readonly request: RunRequest;
  readonly explanation: AskedExplanation;
  /** What is behind the photograph where it is transparent, as it was said. */
  readonly background?: string;
  readonly folder: string;
}

/** Makes an explanation, which is kept from its beginning. */
export async function runExplanation(
  { model, request, explanation, background, folder }: ExplanationJob,
  { checkpoint = KEPT_EVERY, ...flags }: RunFlags & KeepFlags,
): Promise<void> {
  const place = path.resolve(folder);
  const command = { id: randomUUID(), began: new Date().toISOString(), root: place, folder: place };
  await interruptible(async (interrupt) => {
    const run = await beginIn(folder, {
      ...{ request, outputs: {}, comparisons: { background }, explanation, checkpoint },
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
