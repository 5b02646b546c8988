// A small experiment for the tests of its page: four units of a tiny network in the five photographs, two conditions and none.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExperimentPage } from '../../packages/faccent/src/experiment/page-data.js';
import { runFaccent } from '../../packages/faccent/src/cli/testing/command.js';

const at = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

const PLAN = {
  title: 'Tiny units',
  consent: ['We ask what pictures say of units.', 'Answers are kept under your number <alone>.'],
  photographs: at('examples/photos'),
  units: ['conv2:0-2'],
  practice: ['conv2:3'],
  conditions: [
    { name: 'natural', show: 'photographs' },
    { name: 'accentuated', show: 'accentuations', views: 2, settings: { steps: 2 } },
    { name: 'none', show: 'nothing' },
  ],
  ...{ references: 1, pairs: 1, low: [0, 0.6], high: [0.4, 1], size: [64, 64], catchTrials: 2 },
  sharing: 'all',
};

export interface MadeExperiment {
  /** Where all of it is, to be removed. */
  readonly work: string;
  readonly folder: string;
  readonly page: ExperimentPage;
}

/** Makes it with the command as it is. */
export async function makeExperiment(): Promise<MadeExperiment> {
  const work = mkdtempSync(path.join(tmpdir(), 'faccent-experiment-page-'));
  writeFileSync(path.join(work, 'plan.json'), JSON.stringify(PLAN));
  const { status, stderr } = await runFaccent(work, [
    ...[
      'experiment',
      'plan.json',
      '--model',
      at('packages/faccent/src/fixtures/tiny.onnx'),
      '--range',
      '0,1',
    ],
    ...['--threads', '1', '--out', 'page', '--quiet'],
  ]);
  if (status !== 0) throw new Error(stderr);
  const folder = path.join(work, 'page');
  const html = readFileSync(path.join(folder, 'index.html'), 'utf8');
  const [, json] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)!;
  return { work, folder, page: JSON.parse(json!) as ExperimentPage };
}
