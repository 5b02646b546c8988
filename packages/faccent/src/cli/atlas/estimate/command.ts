import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunRequest } from 'faccent';
import { type Cost, type Measured, costOf } from '../../../atlas/cost.js';
import { graphKey, jobId } from '../../../atlas/job.js';
import { formatJson } from '../../../formats/finite.js';
import { recordedNetwork } from '../../files/recorded.js';
import { isQuiet } from '../../jobs/job.js';
import { formatBytes } from '../../print/bytes.js';
import pc from '../../print/colours.js';
import { duration } from '../../print/duration.js';
import { showRate } from '../../print/rate.js';
import { type Interrupt, Interrupted, interruptible, leaveNow } from '../../signals/interrupt.js';
import { type Wanted, MOST_IN_GROUP } from '../add.js';
import { photographsKept } from '../carry-out.js';
import { PLAN_FILE, doneOf } from '../folder.js';
import { Measuring, decoding } from './measure.js';

/** How an estimate is told. */
export interface EstimateFlags {
  readonly out: string | null;
  readonly workers?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * Measures a few jobs of each graph, and says what all take that are not done. Nothing is written to the plan.
 * @param begun seconds that this process had run when it began to read what it was told
 */
export async function estimate(
  wanted: readonly Wanted[],
  begun: number,
  { out, workers = 1, ...flags }: EstimateFlags,
): Promise<void> {
  const quiet = isQuiet(flags);
  await interruptible(async (interrupt) => {
    // where the plan is to be: another disk may be another
    const folder = await folderNear(out);
    try {
      const cost = await measured(await notDone(wanted, out), { folder, begun, workers, interrupt, quiet });
      if (flags.json) console.log(formatJson('the estimate', cost));
      else if (!flags.quiet) print(cost);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      process.exitCode = interrupt.status;
      if (error.atOnce) await leaveNow(interrupt.status!);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

interface Measure {
  readonly folder: string;
  readonly begun: number;
  readonly workers: number;
  readonly interrupt: Interrupt;
  readonly quiet: boolean;
}

async function measured(
  wanted: readonly Wanted[],
  { folder, begun, workers, interrupt, quiet }: Measure,
): Promise<Cost> {
  const [first] = wanted;
  if (!first) return costOf({ measured: [], start: 0, decode: 0, photographs: 0, kept: 0 }, workers);
  const from = performance.now();
  const model = await recordedNetwork(first.request.model, path.join(folder, PLAN_FILE));
  const start = begun + (performance.now() - from) / 1000;
  const photographs = [
    ...new Map(wanted.map(({ request }) => [request.photo?.sha256, request] as const)).values(),
  ].filter(({ photo }) => photo);
  const decode = await decoding(photographs, path.join(folder, PLAN_FILE));
  const groups = [...(await byGraph(wanted)).values()];
  const measuring = new Measuring(folder, model, interrupt);
  const rate = await showRate(groups.length, 'layers measured', quiet);
  const found: Measured[] = [];
  try {
    for (const group of groups) {
      const taken = await measuring.group(group);
      const { layer } = group[0]!;
      found.push({ layer, jobs: group.length, groups: Math.ceil(group.length / MOST_IN_GROUP), ...taken });
      rate.at(found.length);
    }
  } finally {
    rate.stop();
  }
  const kept = photographs.length && photographsKept(first.request.settings.size);
  return costOf({ measured: found, start, decode, photographs: photographs.length, kept }, workers);
}

/** A folder beside the plan, or where there is none of its own, or nothing can be written, among temporary files. */
async function folderNear(out: string | null): Promise<string> {
  const near = out === null ? null : path.join(path.dirname(path.resolve(out)), '.faccent-estimate-');
  const elsewhere = path.join(tmpdir(), 'faccent-estimate-');
  if (near === null) return mkdtemp(elsewhere);
  return mkdtemp(near).catch(() => mkdtemp(elsewhere));
}

/** Jobs that a plan has no results of. */
async function notDone(wanted: readonly Wanted[], out: string | null): Promise<Wanted[]> {
  const done = out === null ? new Set<string>() : await doneOf(out);
  const left: Wanted[] = [];
  const seen = new Set<string>();
  for (const one of wanted) {
    const id = await jobId(one.request);
    if (!done.has(id) && !seen.has(id)) left.push(one);
    seen.add(id);
  }
  return left;
}

async function byGraph(wanted: readonly Wanted[]): Promise<Map<string, Wanted[]>> {
  const keys = new Map<RunRequest['settings'], Map<string, string>>();
  const groups = new Map<string, Wanted[]>();
  for (const one of wanted) {
    const { layer, request } = one;
    const known = keys.get(request.settings) ?? new Map<string, string>();
    keys.set(request.settings, known);
    const key = known.get(layer) ?? (await graphKey(request, layer));
    known.set(layer, key);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}

function print({ jobs, workers, machineHours, hours, gigabytes, layers }: Cost): void {
  if (!jobs) return console.log('nothing is left to do');
  const time = (inHours: number): string => duration(3600 * inHours);
  const width = Math.max(...layers.map(({ layer }) => layer.length));
  for (const one of layers)
    console.log(
      `${pc.cyan(one.layer.padEnd(width))}  ${one.jobs} ${one.jobs === 1 ? 'job' : 'jobs'} of ${shortTime(one.secondsAJob)}, after ${shortTime(one.secondsToCompile)} of compiling: ${time(one.hours)}, ${formatBytes(Math.round(1e9 * one.gigabytes))}`,
    );
  const by = workers === 1 ? '' : `; ${workers} workers, each on a core of its own, take ${time(hours)}`;
  console.log(
    `${jobs} ${jobs === 1 ? 'job' : 'jobs'} in all: ${pc.bold(time(machineHours))} of machine and ${pc.bold(formatBytes(Math.round(1e9 * gigabytes)))}${by}`,
  );
}

const shortTime = (seconds: number): string => `${Number(seconds.toPrecision(2))} s`;
