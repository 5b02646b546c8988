import { expect } from 'vitest';
import { tell, times } from '../faults.js';
import { seedsOf } from '../mutants/kinds.js';
import { faultOf } from '../mutants/verdict.js';
import { watch } from '../mutants/watch.js';

/** Hostile files of a kind that have one more name in common. */
export interface HostileKind {
  /** As in mutants/kinds.ts. */
  readonly kind: string;
  /** What stands before the colon in the names of the files. */
  readonly of: string;
  /** How many are tried in `npm test`. */
  readonly short: number;
  /** What a process that uses healthy files of the kind takes, in bytes. */
  readonly healthy: number;
}

/** Tries hostile files: each is used, or refused in one clear message, with no crash, no hang and no flood of memory. */
export async function tryHostile(worker: string, { kind, of, short, healthy }: HostileKind): Promise<void> {
  const seeds = seedsOf(kind);
  const first = seeds.findIndex(({ name }) => name.startsWith(`${of}: `)) - seeds.length;
  const all = seeds.filter(({ name }) => name.startsWith(`${of}: `)).length;
  const count = times(Math.min(short, all), all);
  const faults: string[] = [];
  let [used, refused] = [0, 0];
  for await (const report of watch(worker, {
    kind,
    from: first,
    to: first + count,
    salt: '',
    memory: healthy,
  })) {
    const fault = faultOf(report, healthy);
    const { seed, stage, ended, printed } = report;
    const told = ended?.error?.message ?? printed ?? '';
    if (fault !== undefined) faults.push(`${seed} (${stage}): ${fault} ${told}`.slice(0, 500));
    else if (ended?.error) refused++;
    else used++;
  }
  expect(faults).toEqual([]);
  const outcome = `${refused} refused in one message, ${used} used`;
  tell({ section: 'files', what: `hostile files: ${of}`, tried: count, outcome });
}
