// A small site for the tests of its page: five photographs, of a tiny network two features that are made and one that waits.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runFaccent } from '../../packages/faccent/src/cli/testing/command.js';

const at = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

/** Steps of its runs. */
export const STEPS = 9;

export interface MadeSite {
  /** Where all of it is, to be removed. */
  readonly work: string;
  readonly folder: string;
}

/** Plans, works and writes it, with the commands as they are. */
export async function makeSite(): Promise<MadeSite> {
  const work = mkdtempSync(path.join(tmpdir(), 'faccent-atlas-page-'));
  const faccent = async (...args: string[]): Promise<void> => {
    const { status, stderr } = await runFaccent(work, ['atlas', ...args, '--quiet']);
    if (status !== 0) throw new Error(stderr);
  };
  const plan = (layers: string): Promise<void> =>
    faccent(
      ...['plan', '--model', at('packages/faccent/src/fixtures/tiny.onnx'), '--range', '0,1'],
      ...['--layers', layers, '--photos', at('examples/photos'), '--out', 'plan'],
      ...['--steps', String(STEPS), '--views', '2', '--size', '64'],
    );
  await plan('conv2:0-1');
  await faccent('work', 'plan');
  await plan('conv2:0-2');
  await faccent('site', 'plan', '--out', 'site', '--title', 'tiny');
  return { work, folder: path.join(work, 'site') };
}
