// Runs commands as pages and helps print them, with few steps on small canvases.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { expect } from 'vitest';
import { program } from '../../packages/faccent/src/cli/main.js';
import { runFaccent } from '../../packages/faccent/src/cli/testing/command.js';
import { commandsOf } from '../../studies/common/tried.js';
import { attempt } from '../packed/run.js';

/** The built command. */
export const faccent = path.resolve(import.meta.dirname, '../../packages/faccent/bin/faccent.js');

/** What makes a command small, of the flags that it has and was not given. */
async function small(words: readonly string[]): Promise<string[]> {
  let command: Command | undefined = await program(words);
  for (const word of words) {
    const next: Command | undefined = command?.commands.find((one) => one.name() === word);
    if (!next) break;
    command = next;
  }
  const flags = { '--steps': '1', '--views': '2', '--size': '96', '--threads': '1' };
  const has = (flag: string): boolean => command?.options.some(({ long }) => long === flag) ?? false;
  return Object.entries(flags).flatMap(([flag, value]) =>
    has(flag) && !words.includes(flag) ? [flag, value] : [],
  );
}

/** Names of files, for what a shell makes of a pattern. */
async function expanded(word: string, folder: string): Promise<string[]> {
  if (!word.includes('*.')) return [word];
  const [at, ends] = [path.dirname(word), path.extname(word)];
  const names = await readdir(path.join(folder, at));
  return names.filter((name) => name.endsWith(ends)).map((name) => path.join(at, name));
}

/**
 * Runs commands; one that is gone on with by the next, to where Ctrl-C ends it.
 * @param block lines that begin with `faccent` or `npx faccent`
 * @param folder where they run
 */
export async function runAll(
  block: string,
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const commands = commandsOf(block.replaceAll(/^npx /gm, ''));
  for (const [i, [first, ...words]] of commands.entries()) {
    expect(first).toBe('faccent');
    const args = (await Promise.all(words.map((word) => expanded(word, folder)))).flat();
    if (commands[i + 1]?.[1] === 'resume') {
      const stopped = [...args, ...(await small([...args, '--steps'])), '--steps', '30'];
      expect((await runFaccent(folder, stopped, /step 11 of/)).status).toBe(130);
      continue;
    }
    const all = [faccent, ...args, ...(await small(args))];
    const { code, stderr } = await attempt(process.execPath, all, { cwd: folder, env });
    expect(code, `faccent ${args.join(' ')}\n${stderr}`).toBe(0);
  }
}
