import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../common/root.js';

export const examples = path.join(root, 'examples/engines');

/** What an engine came to. */
export interface Row {
  readonly engine: string;
  readonly what: string;
  readonly outcome: string;
}

/** Whether a program is there. */
export const has = (program: string): boolean =>
  spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0;

/** Waits until something is so. @throws Error after so many seconds */
export async function until(what: string, seconds: number, isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 1000 * seconds; !isSo();) {
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A folder that engines are tried in, with a `faccent` that they find. */
export class Workplace {
  readonly env: NodeJS.ProcessEnv;
  private readonly started: ChildProcess[] = [];

  constructor(readonly folder: string) {
    const bin = this.at('bin');
    mkdirSync(bin);
    const command = path.join(root, 'packages/faccent/bin/faccent.js');
    writeFileSync(path.join(bin, 'faccent'), `#!/bin/sh\nexec "${process.execPath}" "${command}" "$@"\n`);
    chmodSync(path.join(bin, 'faccent'), 0o755);
    this.env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, NO_COLOR: '1' };
  }

  at = (...names: string[]): string => path.join(this.folder, ...names);

  /** Runs a program to its end. @returns what it printed @throws Error where it fails */
  run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
    const options = { cwd: this.folder, env: { ...this.env, ...env }, encoding: 'utf8' } as const;
    const { status, stdout, stderr, error } = spawnSync(program, args, options);
    if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr}`);
    return stdout;
  }

  /** Starts a program that goes on until `stop`. */
  start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
    const options = { cwd: this.folder, env: { ...this.env, ...env }, stdio: 'ignore' } as const;
    this.started.push(spawn(program, args, options));
  }

  stop(): void {
    // in the order in which they need each other, the last first; what is not ended at once would outlive this
    for (const one of this.started.reverse()) one.kill('SIGKILL');
  }

  /** A plan of the small network of the tests. @param steps of a job */
  plan(name: string, layers: string, steps: number): void {
    const model = path.join(root, 'tests/fixtures/mini-inception');
    this.run('faccent', [
      ...['atlas', 'plan', '--layers', layers, '--photos', path.join(root, 'examples/photos'), '--quiet'],
      ...['--model', model, '--size', '48', '--views', '1', '--steps', `${steps}`, '--out', name],
    ]);
  }

  /** A plan as it was made, and what one worker alone makes of it. */
  alone(name: string): Record<string, string> {
    cpSync(this.at(name), this.at(`${name}-alone`), { recursive: true });
    this.run('faccent', ['atlas', 'work', `${name}-alone`, '--quiet']);
    return this.results(`${name}-alone`);
  }

  copy(name: string, to: string): void {
    cpSync(this.at(name), this.at(to), { recursive: true });
  }

  names = (...names: string[]): string[] => readdirSync(this.at(...names)).sort();

  /** All files of all results. */
  results(plan: string): Record<string, string> {
    return Object.fromEntries(
      this.names(plan, 'results').flatMap((id) =>
        this.names(plan, 'results', id).map((name) => [
          `${id}/${name}`,
          readFileSync(this.at(plan, 'results', id, name), 'base64'),
        ]),
      ),
    );
  }

  /**
   * @param planned whether the plan was made anew: results say when their jobs were planned
   * @returns how many workers did how many jobs
   * @throws Error unless the results are those
   */
  sameAs(expected: Record<string, string>, plan: string, { planned = false } = {}): string {
    const made = this.results(plan);
    const isSame = (name: string): boolean => {
      const [one, other] = [made[name], expected[name]];
      if (!planned || !name.endsWith('.json') || one === undefined || other === undefined)
        return one === other;
      return undated(one) === undated(other);
    };
    const wrong = Object.keys({ ...expected, ...made }).filter((name) => !isSame(name));
    if (wrong.length) throw new Error(`${plan}: ${wrong.length} files are others, ${wrong[0]} among them`);
    const logs = this.names(plan, 'log').filter((name) => name.endsWith('.jsonl'));
    const but = planned ? ' but for the date of the plan' : '';
    return `${this.names(plan, 'results').length} results of ${logs.length} workers, the same to the byte as one worker's${but}`;
  }
}

/** A recipe without its date. @param base64 its file */
const undated = (base64: string): string =>
  Buffer.from(base64, 'base64')
    .toString()
    .replace(/"created": "[^"]*"/, '');
