import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { root } from './root.js';

/** Debian's, which has PyTorch as a package, unless PYTHON in the environment names another. */
const PYTHON = process.env.PYTHON ?? '/usr/bin/python3';

/** Runs a program in the project's folder; what goes wrong is shown as it is said. @returns what it printed */
const output = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** Runs the command line of a checkout of this project: this one by default. @returns what it printed */
export const faccent = (
  args: readonly string[],
  command = path.join(root, 'packages/faccent/bin/faccent.js'),
) => output(process.execPath, [command, ...args]);

/** Runs a study's program in Python, by its path in studies/. @returns what it printed */
export const python = (script: string, args: readonly string[]): string =>
  output(PYTHON, [path.join(root, 'studies', script), ...args]);

/** Whether Python has these modules. */
export function pythonHas(...modules: readonly string[]): boolean {
  try {
    execFileSync(PYTHON, ['-c', `import ${modules.join()}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The JSON that a program printed last. */
export const lastLine = <T>(text: string): T => JSON.parse(text.trim().split('\n').at(-1)!) as T;
