import { appendFileSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isObject } from '../../declaration/schema.js';
import { NO_FOLLOWING } from '../../platform/node/contained.js';

/** What became of a job that ended. */
export interface Ended {
  readonly id: string;
  /** That it was worked on: its files are made and written while the next one is. */
  readonly seconds: number;
  /** Of the result. */
  readonly bytes: number;
  /** When it ended, by the worker's clock. */
  readonly at: string;
  readonly outcome: 'done' | 'again' | 'failed';
}

/** Bytes of a log's end that are read. */
const TAIL = 2 ** 16;

const fileOf = (folder: string, worker: string): string => path.join(folder, 'log', `${worker}.jsonl`);

export const noteEnded = (folder: string, worker: string, ended: Ended): void =>
  appendFileSync(fileOf(folder, worker), `${JSON.stringify(ended)}\n`);

/** What a worker noted last. */
export interface WorkerLog {
  readonly worker: string;
  readonly ended: readonly Ended[];
}

function endedFrom(line: string): Ended | undefined {
  try {
    const json: unknown = JSON.parse(line);
    const fine =
      isObject(json) &&
      typeof json.id === 'string' &&
      typeof json.seconds === 'number' &&
      typeof json.bytes === 'number' &&
      typeof json.at === 'string' &&
      !Number.isNaN(Date.parse(json.at));
    return fine ? (json as unknown as Ended) : undefined;
  } catch {
    // the line that a worker was writing as it died, or the first of the tail
    return undefined;
  }
}

/** The last lines of all workers' logs. */
export async function readLogs(folder: string): Promise<WorkerLog[]> {
  const names = await readdir(path.join(folder, 'log')).catch(() => []);
  const logs: WorkerLog[] = [];
  for (const name of names.filter((one) => one.endsWith('.jsonl'))) {
    const handle = await open(path.join(folder, 'log', name), NO_FOLLOWING).catch(() => undefined);
    try {
      const there = await handle?.stat();
      if (!there?.isFile()) continue;
      const from = Math.max(0, there.size - TAIL);
      const { buffer, bytesRead } = await handle!.read(Buffer.alloc(TAIL), 0, TAIL, from);
      const lines = buffer.subarray(0, bytesRead).toString('utf8').split('\n');
      logs.push({ worker: name.slice(0, -6), ended: lines.flatMap((line) => endedFrom(line) ?? []) });
    } finally {
      await handle?.close();
    }
  }
  return logs;
}
