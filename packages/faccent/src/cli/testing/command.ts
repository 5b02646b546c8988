import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built command. */
export const command = fileURLToPath(new URL('../../../bin/faccent.js', import.meta.url));

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs the built command in a folder. Not synchronously: the test runner must be heard from while it works.
 * @param interruptAt sends a signal, Ctrl-C unless another is named, once what is on standard error matches
 */
export function runFaccent(
  cwd: string,
  args: readonly string[],
  interruptAt?: RegExp,
  signal: NodeJS.Signals = 'SIGINT',
): Promise<Outcome> {
  const env = { ...process.env, NO_COLOR: '1' };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [command, ...args], { cwd, env }, (_, stdout, stderr) => {
      resolve({ status: child.exitCode, stdout, stderr });
    });
    let [said, sent] = ['', false];
    child.stderr!.on('data', (text: string) => {
      said += text;
      if (!sent && interruptAt?.test(said)) sent = child.kill(signal);
    });
  });
}

/** What a command says besides what it took of the model. */
export const besideModel = (stderr: string): string => stderr.replaceAll(/^model: .*\n/gm, '');
