import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../common/root.js';
import { type Tried, commandsOf } from '../common/tried.js';

/** Nothing is fetched or installed by what a page imports, and no accelerator is looked for. */
const QUIET = {
  ...{ HF_HUB_OFFLINE: '1', YOLO_OFFLINE: 'true', YOLO_AUTOINSTALL: 'false', CUDA_VISIBLE_DEVICES: '' },
  ...{ TF_CPP_MIN_LOG_LEVEL: '3', JAX_PLATFORMS: 'cpu' },
};

const inside = (
  folder: string,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): SpawnSyncReturns<string> =>
  spawnSync(program, args, { cwd: folder, env: { ...process.env, ...env }, encoding: 'utf8' });

/** Runs `faccent …` as it is printed; what climbs does so for two steps. */
function runCommand(words: readonly string[], folder: string): SpawnSyncReturns<string> {
  const command = path.join(root, 'packages/faccent/bin/faccent.js');
  const few = words.includes('accentuate') ? ['--steps', '2', '--views', '2'] : [];
  return inside(folder, process.execPath, [command, ...words.slice(1), ...few], { NO_COLOR: '1' });
}

/** Commands that are to succeed. @returns the table that those which list layers print */
function succeed(text: string, folder: string): string {
  let facts = '';
  for (const words of commandsOf(text)) {
    const { status, stdout, stderr } = runCommand(words, folder);
    if (status !== 0) throw new Error(`${words.join(' ')}\n${stderr}`);
    if (words[1] === 'layers') facts += tableOf(stdout);
  }
  return facts;
}

/** What `layers` prints before the layers: how many there are, and what was taken of the network, and from where. */
const tableOf = (printed: string): string => `${printed.split('\n\n').slice(0, 2).join('\n\n')}\n`;

/** A line `$ faccent …`, and lines of what it says, where it is refused in them or not; `…` in them is whatever else. */
function says(text: string, folder: string, refused: boolean): void {
  const [first = '', ...lines] = text.trim().split('\n');
  const { status, stdout, stderr } = runCommand(commandsOf(first.replace(/^\$ /, ''))[0]!, folder);
  if ((status !== 0) !== refused) throw new Error(`${first} is ${refused ? 'not ' : ''}refused:\n${stderr}`);
  const said = refused ? stderr : stdout + stderr;
  for (const part of lines.flatMap((line) => line.split('…')).map((words) => words.trim()))
    if (!said.includes(part)) throw new Error(`${first} does not say "${part}":\n${said}`);
}

/**
 * Does what a block of a page says: a program is run, a file is written, commands succeed, are refused, or say something.
 * @returns the table of what `layers` prints, where it is called
 * @throws Error where something else comes out
 */
export function tryBlock({ name, text }: Tried, folder: string, python: string): string {
  const kind = /^(?:refused|said), /.exec(name)?.[0];
  if (kind) says(text, folder, kind === 'refused, ');
  else if (!path.extname(name)) return succeed(text, folder);
  else writeFileSync(path.join(folder, name), text);
  if (!name.endsWith('.py')) return '';
  const env = { ...QUIET, YOLO_CONFIG_DIR: folder };
  const { status, stdout, stderr } = inside(folder, python, [name], env);
  if (status !== 0) throw new Error(`${name}:\n${stdout}${stderr}`);
  return '';
}
