import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** The built command. */
export const command = fileURLToPath(new URL('../../../bin/faccent.js', import.meta.url));

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the built command in a folder. */
export type Run = (cwd: string, args: readonly string[]) => Promise<Outcome>;

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, NO_COLOR: '1' });

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
  return new Promise((resolve) => {
    const options = { cwd, env: environment() };
    const child = execFile(process.execPath, [command, ...args], options, (_, stdout, stderr) => {
      resolve({ status: child.exitCode, stdout, stderr });
    });
    let [said, sent] = ['', false];
    child.stderr!.on('data', (text: string) => {
      said += text;
      if (!sent && interruptAt?.test(said)) sent = child.kill(signal);
    });
  });
}

/**
 * Runs the built command again and again in one process, which is quicker by all that loading takes: for tests of what a
 * command says and writes, where others show that a process of its own does the same. One at a time, the others wait.
 */
export function oneProcess(): Run {
  let child: ChildProcess | undefined;
  let before: Promise<unknown> = Promise.resolve();
  // what is printed past the command: Node.js' own warnings
  let beside = '';
  afterAll(async () => {
    if (!child?.connected) return;
    const gone = once(child, 'exit');
    child.disconnect();
    await gone;
  });

  const start = async (): Promise<ChildProcess> => {
    const started = fork(fileURLToPath(new URL('one-process.mjs', import.meta.url)), { silent: true });
    for (const stream of [started.stdout!, started.stderr!])
      stream.on('data', (text: Buffer) => (beside += text.toString()));
    await once(started, 'message');
    return started;
  };
  const run = async (cwd: string, args: readonly string[]): Promise<Outcome> => {
    const started = (child ??= await start());
    beside = '';
    const outcome = await new Promise<Outcome>((resolve, reject) => {
      const onExit = (): void => reject(new Error(`the process is gone: ${beside}`));
      started.once('exit', onExit);
      started.once('message', (said) => {
        started.off('exit', onExit);
        resolve(said as Outcome);
      });
      started.send({ cwd, args, env: environment() });
    });
    return { ...outcome, stderr: outcome.stderr + beside };
  };
  return (cwd, args) => {
    const turn = before.then(() => run(cwd, args));
    before = turn.catch(() => undefined);
    return turn;
  };
}

/** What a command says besides what it took of the model. */
export const besideModel = (stderr: string): string => stderr.replaceAll(/^model: .*\n/gm, '');
