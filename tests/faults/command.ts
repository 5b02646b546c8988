import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const command = path.join(root, 'packages/faccent/bin/faccent.js');

/** The folder of the example photographs, one of them, and a small network. */
export const photos = path.join(root, 'examples/photos');
export const photo = path.join(photos, 'nagasaki-boats.jpg');
export const mini = path.join(root, 'tests/fixtures/mini-inception');

/** A folder of a file's tests, removed after them. @returns paths in it */
export function workFolder(name: string): (...names: string[]) => string {
  const work = mkdtempSync(path.join(tmpdir(), `faccent-${name}-`));
  afterAll(() => rmSync(work, { recursive: true, force: true }));
  return (...names) => path.join(work, ...names);
}

/** What a command ended with; the status of one that a signal ended is 128 and its number, as a shell has it. */
export interface Ended {
  readonly status: number;
  readonly stderr: string;
}

/** A command that was started. */
export interface Started {
  readonly pid: number;
  /** Sends a signal: SIGKILL unless another is named. */
  readonly kill: (signal?: NodeJS.Signals) => void;
  readonly ended: Promise<Ended>;
}

/** Starts a command line in a work folder, with a cache of its own there; what it ends with comes later. */
export function start(
  work: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Started {
  const child = spawn(process.execPath, [command, ...args, '--quiet'], {
    cwd: work,
    env: { ...process.env, NO_COLOR: '1', FACCENT_CACHE: path.join(work, 'cache'), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (status, signal) =>
      resolve({ status: status ?? 128 + constants.signals[signal!], stderr }),
    ),
  );
  return { pid: child.pid!, kill: (signal = 'SIGKILL') => void child.kill(signal), ended };
}
