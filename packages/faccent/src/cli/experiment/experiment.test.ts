// Proves that a plan becomes a page whole or not at all, that what was made is not made again, and that mistakes are told of.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ExperimentAnswer, type ExperimentDesign, experimentTrials, formatAnswers } from 'faccent';
import { runFaccent } from '../testing/command.js';
import { photos, tinyModel, workFolder } from '../testing/folder.js';

const { at, faccent, expectRefusal } = workFolder('experiment');

const MODEL = ['--model', tinyModel, '--range', '0,1', '--threads', '1'];

const PLAN = {
  consent: ['We keep your answers.'],
  photographs: photos,
  units: ['conv2:0-1'],
  conditions: [
    { name: 'natural', show: 'photographs' },
    { name: 'accentuated', show: 'accentuations', from: 'random', views: 2, settings: { steps: 2 } },
    { name: 'visualized', show: 'visualizations', views: 2, settings: { steps: 2, randomSeed: 7 } },
    { name: 'none', show: 'nothing' },
  ],
  ...{ references: 1, pairs: 1, low: [0, 0.6], high: [0.4, 1], size: [64, 64], catchTrials: 1 },
};

const write = (name: string, plan: unknown): void => writeFileSync(at(name), JSON.stringify(plan));

interface Made {
  readonly id: string;
  readonly made: number;
  readonly pictures: number;
  readonly trials: number;
}

interface Record {
  readonly units: readonly { readonly references: readonly ({ low: string[]; high: string[] } | null)[] }[];
  readonly pictures: { readonly [file: string]: { photograph?: string; settings?: { randomSeed: number } } };
}

test('a plan becomes a page; a making that was ended goes on; the same plan gives the same bytes', async () => {
  write('plan.json', PLAN);
  const args = ['experiment', 'plan.json', ...MODEL, '--out', 'page'];
  const ended = await runFaccent(at(), args, /(\d+) of \d+ photographs/);
  expect(ended.status).not.toBe(0);
  expect(readdirSync(at()).includes('page') && readdirSync(at('page')).includes('index.html')).toBe(false);

  const { status, stdout } = await faccent(...args, '--json');
  expect(status).toBe(0);
  const said = JSON.parse(stdout) as Made;
  expect(said).toMatchObject({ folder: 'page', units: 2, practice: 0, trials: 2 });
  const files = readdirSync(at('page/pictures')).sort();
  expect(said.pictures).toBe(files.length);
  expect(files.every((file) => /^[0-9a-f]{32}\.webp$/.test(file))).toBe(true);

  const record = JSON.parse(readFileSync(at('page/experiment.json'), 'utf8')) as Record;
  const [natural, accentuated, visualized, none] = record.units[0]!.references;
  expect(none).toBeNull();
  const of = (file: string) => record.pictures[file]!;
  expect(of(natural!.low[0]!).photograph).not.toBe(of(natural!.high[0]!).photograph);
  // random ones are the same for both ends
  expect(of(accentuated!.low[0]!).photograph).toBe(of(accentuated!.high[0]!).photograph);
  expect(of(visualized!.high[0]!).settings?.randomSeed).toBe(7);

  const before = files.map((file) => readFileSync(at('page/pictures', file)));
  const [html, json] = ['index.html', 'experiment.json'].map((file) => readFileSync(at('page', file)));
  rmSync(at('page/pictures', files[0]!));
  const again = JSON.parse((await faccent(...args, '--json')).stdout) as Made;
  expect(again).toEqual({ ...said, made: 1 });
  expect(files.map((file) => readFileSync(at('page/pictures', file)))).toEqual(before);
  expect(['index.html', 'experiment.json'].map((file) => readFileSync(at('page', file)))).toEqual([
    html,
    json,
  ]);
  const other = JSON.parse(
    (await faccent('experiment', 'plan.json', ...MODEL, '--out', 'other', '--json')).stdout,
  ) as Made;
  expect(other.id).toBe(said.id);
  expect(readFileSync(at('other/index.html'))).toEqual(html);
});

describe('a plan that cannot be met is refused before anything is made:', () => {
  test.each([
    [
      'a field that is none',
      { ...PLAN, reference: 2 },
      /"bad.json": plan has "reference", which it does not know/,
    ],
    ['no such folder', { ...PLAN, photographs: 'nowhere' }, /"bad.json": there is no folder ".*nowhere"/],
    [
      'a setting that is none',
      { ...PLAN, conditions: [{ name: 'a', show: 'accentuations', settings: { step: 1 } }] },
      /plan.conditions\[0\].settings has "step", which it does not know/,
    ],
    [
      'a setting that is wrong',
      { ...PLAN, conditions: [{ name: 'a', show: 'visualizations', settings: { steps: 0 } }] },
      /plan.conditions\[0\].settings.steps is 0; it should be a whole number from 1/,
    ],
    [
      'views that are said twice',
      {
        ...PLAN,
        conditions: [
          { name: 'a', show: 'accentuations', views: 2, settings: { transform: { name: 'box' } } },
        ],
      },
      /plan.conditions\[0\].views and the transform in its settings both say how many/,
    ],
    ['no such layer', { ...PLAN, units: ['conv9:0'] }, /conv9/],
    [
      'a unit in both',
      { ...PLAN, practice: ['conv2:1'] },
      /conv2:1 is among the plan's units and its practice/,
    ],
  ])('%s', async (_, plan, message) => {
    write('bad.json', plan);
    await expectRefusal(['experiment', 'bad.json', ...MODEL, '--out', 'made', '--quiet'], message);
  });

  test('too few photographs, by the unit', async () => {
    write('bad.json', { ...PLAN, references: 2 });
    const { status, stderr } = await faccent('experiment', 'bad.json', ...MODEL, '--out', 'few', '--quiet');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /error: conv2:0: 2 references of each end and 1 pair of queries take 6 photographs, and there are 5/,
    );
    expect(readdirSync(at())).not.toContain('few');
  });

  test('too few for random ones', async () => {
    mkdirSync(at('four'));
    for (const name of readdirSync(photos)
      .filter((file) => /jpg|png/.test(file))
      .slice(0, 4))
      copyFileSync(path.join(photos, name), at('four', name));
    write('bad.json', { ...PLAN, photographs: 'four', conditions: [PLAN.conditions[1]] });
    const { stderr } = await faccent('experiment', 'bad.json', ...MODEL, '--out', 'none', '--quiet');
    expect(stderr).toMatch(
      /from "random" accentuates 1 photographs that are not shown otherwise, and of conv2:0 0 are left/,
    );
  });

  test("a folder with somebody else's page", async () => {
    write('plan.json', PLAN);
    writeFileSync(at('index.html'), '');
    await expectRefusal(
      ['experiment', 'plan.json', ...MODEL, '--out', '.', '--quiet'],
      /is not an experiment's/,
    );
  });
});

/** Answers of somebody who is right as often as is said. */
function answersOf(participant: number, isRight: (trial: number) => boolean): ExperimentAnswer[] {
  const design: ExperimentDesign = {
    conditions: [{ hasReferences: true }, { hasReferences: true }],
    ...{
      sharing: 'rotate',
      order: 'mixed',
      units: 20,
      practice: 0,
      pairs: 1,
      references: 9,
      catchTrials: 2,
      randomSeed: 0,
    },
  };
  return experimentTrials(design, participant).map(({ kind, unit, condition, pair, right }, i) => {
    const correct = kind === 'catch' || isRight(i) ? 1 : 0;
    const wrong = right === 'left' ? 'right' : 'left';
    return {
      ...{
        experiment: 'e',
        participant: String(participant),
        trial: i + 1,
        kind,
        condition: 'ab'[condition]!,
      },
      ...{ layer: 'conv', unit, pair, right, answer: correct ? right : wrong, correct, confidence: 3 },
      ...{ choice_ms: 2000, confidence_ms: 3000, away: 0, low_activation: 0, high_activation: 1 },
      ...{ width: 1, height: 1, time: '2026-01-01T00:00:00.000Z' },
    };
  });
}

test('analyse: a table, files for other tools, and what is wrong with files', async () => {
  for (const i of [0, 1, 2])
    writeFileSync(at(`${i}.csv`), formatAnswers(answersOf(i, (trial) => trial % 4 > 0)));
  writeFileSync(
    at('3.csv'),
    formatAnswers(answersOf(3, () => true).map((answer) => ({ ...answer, choice_ms: 5 }))),
  );
  const { status, stdout, stderr } = await faccent(
    'experiment',
    'analyse',
    '0.csv',
    '1.csv',
    '2.csv',
    '3.csv',
    '--out',
    'analysis',
  );
  expect(status).toBe(0);
  expect(stderr).toContain('participant 3 does not count: the median choice took 0.01 s');
  expect(stdout).toMatch(/^3 participants; chance is 50 %/);
  expect(stdout).toMatch(/\na {10}\d+\.\d %/);
  expect(stdout).toMatch(/a less b: -?\d+\.\d points \[.*\] \(within participants\)/);
  expect(readdirSync(at('analysis')).sort()).toEqual([
    'accuracy.svg',
    'analysis.json',
    'conditions.csv',
    'trials.csv',
  ]);
  const rows = readFileSync(at('analysis/trials.csv'), 'utf8').trimEnd().split('\n');
  expect(rows.length).toBe(1 + 3 * 20);
  expect(rows[0]).toMatch(
    /^participant,trial,condition,layer,unit,unit_id,pair_id,right,correct,confidence,choice_ms/,
  );
  writeFileSync(at('other.csv'), 'a,b\n1,2\n');
  await expectRefusal(
    ['experiment', 'analyse', '0.csv', '0.csv'],
    /trial 1 of participant "0" is there twice/,
  );
  await expectRefusal(
    ['experiment', 'analyse', '0.csv', 'other.csv'],
    /"other.csv" holds no answers of an experiment/,
  );
  await expectRefusal(['experiment', 'analyse', 'gone.csv'], /gone.csv/);
});
