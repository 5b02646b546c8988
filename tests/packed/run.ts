import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What `npm test` and Vitest say to the programs that they start, and a person's shell does not. */
const OURS =
  /^(npm_(config_(?!cache|registry|userconfig)|lifecycle|package|command|execpath|node_execpath)|NODE_|VITEST|TEST$|INIT_CWD)/i;

/** Runs a program as a person would, and says how it went. */
export async function attempt(
  command: string,
  args: readonly string[],
  { cwd, env }: RunOptions,
): Promise<Ran> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name)));
  const shell = process.platform === 'win32' && !path.isAbsolute(command);
  const options = {
    cwd,
    env: { ...inherited, NO_COLOR: '1', ...env },
    shell,
    maxBuffer: 2 ** 26,
    timeout: 280_000,
  };
  try {
    return { code: 0, ...(await promisify(execFile)(command, args, options)) };
  } catch (error) {
    const { code, stdout, stderr } = error as Ran;
    if (typeof code !== 'number') throw error;
    return { code, stdout, stderr };
  }
}

/** Runs a program that is to succeed. @returns what it printed @throws with everything it said */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await attempt(command, args, options);
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

/** A program that a package of this workspace has. */
export function tool(name: string): string {
  const file = path.join(root, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name);
  if (!existsSync(file)) throw new Error(`${file} is not there: run npm ci`);
  return file;
}
