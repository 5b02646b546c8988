import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Job, Line } from './lines.js';

/** What became of one mutant. */
export interface Report {
  readonly kind: string;
  readonly number: number;
  readonly seed: string;
  readonly stage: string;
  readonly ended?: Line['ended'];
  /** What ended the process: a signal or a status; `hang` where it was ended by us. */
  readonly died?: string;
  /** What the process printed last. */
  readonly printed?: string;
}

/** A mutant may take so long: of the processor, where others use it too, and on the clock. In seconds. */
const [BUSY, WALL] = [10, 60];

/** Seconds that a process has used the processor. */
function processorTime(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

/** An empty folder with places for whatever a process may want to keep. */
export function emptyHome(): { folder: string; env: NodeJS.ProcessEnv; remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'faccent-mutants-'));
  for (const name of ['tmp', 'cache', 'home']) mkdirSync(path.join(folder, name));
  const { PATH } = process.env;
  const env = {
    ...{ PATH, HOME: path.join(folder, 'home'), TMPDIR: path.join(folder, 'tmp'), NO_COLOR: '1' },
    ...{ FACCENT_CACHE: path.join(folder, 'cache'), FACCENT_OFFLINE: '1' },
  };
  return { folder, env, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Tries mutants one after the other, in one process after the other where they end it. */
export async function* watch(worker: string, job: Job): AsyncGenerator<Report, void, void> {
  for (let from = job.from; from < job.to;) {
    let last: Report | undefined;
    for await (const report of inOneProcess(worker, { ...job, from })) yield (last = report);
    if (last === undefined) throw new Error(`the process of ${job.kind} mutants did not begin`);
    from = last.number + 1;
  }
}

/** Yields what became of each, until the process ends. */
async function* inOneProcess(worker: string, job: Job): AsyncGenerator<Report, void, void> {
  const { folder, env, remove } = emptyHome();
  const child: ChildProcess = spawn(process.execPath, ['--expose-gc', worker, JSON.stringify(job)], {
    ...{ cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream!.on('data', (text: Buffer) => (printed = (printed + text.toString()).slice(-6000)));
  let [begun, used, hung] = [Date.now(), 0, false];
  let current: Report | undefined;
  const clock = setInterval(() => {
    // between two of them the next is made, which is not tried
    if (!current) return;
    const busy = processorTime(child.pid!) - used;
    if (busy < BUSY && Date.now() - begun < WALL * 1000) return;
    hung = true;
    child.kill('SIGKILL');
  }, 500);
  const closed = new Promise<string>((resolve) =>
    child.on('close', (status, signal) => resolve(signal ?? `status ${status}`)),
  );
  try {
    for await (const text of createInterface({ input: child.stdio[3] as Readable })) {
      const { kind, number, seed, stage, ended } = JSON.parse(text) as Line;
      if (stage === 'begun') [begun, used, printed] = [Date.now(), processorTime(child.pid!), ''];
      if (stage) current = { kind, number, seed, stage };
      if (!ended) continue;
      yield { ...current!, ended };
      current = undefined;
    }
    const died = await closed;
    if (current) yield { ...current, died: hung ? 'hang' : died, printed };
    else if (died !== 'status 0') throw new Error(`the process of mutants ended with ${died}: ${printed}`);
  } finally {
    clearInterval(clock);
    child.kill('SIGKILL');
    remove();
  }
}
