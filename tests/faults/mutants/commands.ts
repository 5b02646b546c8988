import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatNpy } from 'faccent';
import { type Mutant } from './kinds.js';
import { TINY, read } from './seeds.js';
import { COLUMNS } from './seeds-labels.js';
import { messageFault } from './verdict.js';
import { emptyHome } from './watch.js';

const command = fileURLToPath(new URL('../../../packages/faccent/bin/faccent.js', import.meta.url));

/** What is known of the networks of no description. */
const TOLD = ['--input-size', '32x32', '--range', '0,1'];
const ON_TINY = ['--model', 'tiny.onnx', ...TOLD];
const STEP = ['--steps', '1', '--views', '1', '--size', '16', '--threads', '1', '--out', 'out', '--json'];

/** Command lines that a file of a kind is given to, one of which is run. */
export const LINES: Readonly<Record<string, (file: string) => readonly (readonly string[])[]>> = {
  model: (file) => [
    ['layers', '--model', file, ...TOLD],
    ['top', 'photo.png', '--model', file, ...TOLD, '--json'],
    ['accentuate', 'photo.png', '--model', file, ...TOLD, '--class', '0', ...STEP],
    ['gradient', '--model', file, '--feature', 'logits:0', '--input', 'x.npy', '--out', 'out'],
  ],
  labels: (file) => [
    ['top', 'photo.png', ...ON_TINY, '--labels', `${file}${COLUMNS[file] ?? ''}`, '--json'],
    [
      'accentuate',
      'photo.png',
      ...ON_TINY,
      '--labels',
      `${file}${COLUMNS[file] ?? ''}`,
      '--class',
      '1',
      ...STEP,
    ],
  ],
  sidecar: () => [
    ['layers', '--model', 'tiny.onnx'],
    ['top', 'photo.png', '--model', 'tiny.onnx', '--json'],
  ],
  recipe: (file) => [['replay', file, '--json']],
  photograph: (file) => [
    ['top', file, ...ON_TINY, '--json'],
    ['accentuate', file, ...ON_TINY, '--class', '1', ...STEP],
    ['attribute', file, ...ON_TINY, '--class', '1', '--out', 'out', '--size', '16', '--json'],
    ['accentuate', 'photo.png', ...ON_TINY, '--class', '1', '--mask', file, ...STEP],
  ],
  npy: (file) => [
    ['top', file, ...ON_TINY, '--json'],
    ['gradient', '--model', 'tiny.onnx', '--feature', 'logits:0', '--input', file, '--out', 'out'],
    ['accentuate', 'photo.png', ...ON_TINY, '--direction', file, '--layer', 'logits', '--row', '0', ...STEP],
  ],
};

/** What became of a command. */
export interface Ran {
  readonly args: readonly string[];
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
  /** What is in its folders afterwards that was not there, but for what it was to write. */
  readonly stray: readonly string[];
}

/** Seconds that a command may take, on a machine that does other things too. */
const PATIENCE = 60;

const photo = read('packages/faccent/src/fixtures/photographs/rgb8.png');
const tiny = read(TINY);
const input = formatNpy([1, 3, 32, 32], new Float32Array(3072).fill(0.5));

/** Runs a command line on a mutant, in a folder of its own. */
export async function ran({ files }: Mutant, args: readonly string[]): Promise<Ran> {
  const { folder, env, remove } = emptyHome();
  const cwd = path.join(folder, 'work');
  mkdirSync(cwd);
  const given = { 'photo.png': photo, 'tiny.onnx': tiny, 'x.npy': input, ...files };
  for (const [name, bytes] of Object.entries(given)) writeFileSync(path.join(cwd, name), bytes);
  try {
    const { status, stdout, stderr } = await new Promise<Pick<Ran, 'status' | 'stdout' | 'stderr'>>(
      (resolve) => {
        const limits = { timeout: PATIENCE * 1000, killSignal: 'SIGKILL', maxBuffer: 2 ** 26 } as const;
        const child = execFile(
          process.execPath,
          [command, ...args],
          { cwd, env, ...limits },
          (_, stdout, stderr) =>
            resolve({ status: child.exitCode ?? child.signalCode ?? 'none', stdout, stderr }),
        );
      },
    );
    const left = (where: string): string[] => readdirSync(path.join(folder, where));
    const changed = Object.entries(given).filter(
      ([name, bytes]) => !readFileSync(path.join(cwd, name)).equals(bytes),
    );
    const stray = [
      ...left('work').filter((name) => !(name in given) && !(name === 'out' && status === 0)),
      ...['home', 'tmp'].flatMap(left),
      ...changed.map(([name]) => `${name} (changed)`),
    ];
    return { args, status, stdout, stderr, stray };
  } finally {
    remove();
  }
}

/** What is wrong with what became of a command: nothing where it did its work, or said in one message why not. */
export function commandFault({ args, status, stdout, stderr, stray }: Ran): string | undefined {
  if (status === 'SIGKILL') return 'a hang';
  if (status !== 0 && status !== 1) return `ended with ${status}`;
  if (stray.length) return `files that nobody asked for: ${stray.join(', ')}`;
  const hidden = [stdout, stderr].map((text) =>
    messageFault(`text to check\n${text.replaceAll('\n', ' ').slice(0, 1900)}`),
  );
  if (hidden.some(Boolean)) return `${hidden.join('')} of what is printed`;
  if (/^\s+at .*:\d+/m.test(stderr)) return 'a stack trace';
  const errors = stderr.match(/^error: .*$/gm) ?? [];
  // a replay that is not the same to the bit says so by its status
  const isVerdict = args[0] === 'replay' && stdout !== '';
  if (status === 1 && !isVerdict) {
    if (errors.length !== 1) return `${errors.length} messages: ${stderr.slice(0, 500)}`;
    if (stdout !== '') return 'printed something, and failed';
    return messageFault(stderr.slice(stderr.indexOf('error: ')).trim());
  }
  if (errors.length) return 'an error, and the status of success';
  if (!args.includes('--json')) return undefined;
  try {
    JSON.parse(stdout);
    return undefined;
  } catch {
    return 'what is printed is no JSON';
  }
}
