import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tell, times } from '../faults.js';
import { buildWorker } from './build.js';
import { seedsOf } from './kinds.js';
import { faultOf } from './verdict.js';
import { type Report, watch } from './watch.js';

/** Makes other mutants of the same numbers, where it is set. */
export const SALT = process.env.FACCENT_MUTANTS_SALT ?? 'faccent';

/** One mutant to be tried alone: FACCENT_MUTANT=labels:203. */
export const [ALONE, NUMBER] = process.env.FACCENT_MUTANT?.split(':') ?? [];

/** What of healthy files is refused as it should be: a network of recipes that ships no longer. */
const AS_IT_SHOULD = /ships no longer/;

/** Mutants of a kind. */
export interface Campaign {
  readonly kind: string;
  /** For the table: what is mutated, and what is done with it. */
  readonly what: string;
  /** How many in `npm test`, and of all. */
  readonly count: readonly [short: number, all: number];
}

/** How one mutant is tried again. */
export const again = (kind: string, number: number): string => `FACCENT_MUTANT=${kind}:${number}`;

/** Defines the tests of mutants that are used within a process that is watched. */
export function campaigns(all: readonly Campaign[]): void {
  let worker = '';
  beforeAll(async () => void (worker = await buildWorker()));
  afterAll(() => rmSync(path.dirname(worker), { recursive: true, force: true }));

  test.each(all.filter(({ kind }) => ALONE === undefined || ALONE === kind))(
    'mutants of kind $kind are used, or refused in one clear message',
    async ({ kind, what, count }) => {
      const healthy = await healthyPeak(worker, kind);
      const [from, to] = NUMBER === undefined ? [0, times(...count)] : [Number(NUMBER), Number(NUMBER) + 1];
      const faults: string[] = [];
      let [used, refused] = [0, 0];
      for await (const report of watch(worker, { kind, from, to, salt: SALT, memory: healthy })) {
        const fault = faultOf(report, healthy);
        if (fault !== undefined) faults.push(`${again(kind, report.number)} ${told(report)}: ${fault}`);
        else if (report.ended?.error) refused++;
        else used++;
        if (ALONE !== undefined) console.log(report);
      }
      expect(faults).toEqual([]);
      tell({
        section: 'mutants',
        what,
        tried: to - from,
        outcome: `${used} used, ${refused} refused in one message`,
      });
    },
    1_200_000,
  );
}

const told = ({ seed, stage, ended, printed }: Report): string =>
  `(${seed}, ${stage}) ${ended?.error?.stack?.slice(0, 600) ?? printed ?? ''}`;

/** Tries the healthy files, in `npm test` the last of them: all are used. @returns the most memory that one of them takes, in bytes */
async function healthyPeak(worker: string, kind: string): Promise<number> {
  let most = 0;
  const all = seedsOf(kind).length;
  const tried = Math.min(all, times(8, all));
  for await (const report of watch(worker, { kind, from: -tried, to: 0, salt: SALT })) {
    expect(report.died, report.printed).toBe(undefined);
    const { error, stray, peak } = report.ended!;
    if (!AS_IT_SHOULD.test(error?.message ?? '')) expect(error, told(report)).toBe(undefined);
    expect(stray).toEqual([]);
    most = Math.max(most, peak);
  }
  return most;
}
