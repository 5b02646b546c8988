// `accentuate --levels` makes a series of pictures from one photograph, and tells of each what was wanted and reached.
import { mkdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { isRunFile } from '../../report/own-files.js';
import { levels } from '../flags/parse.js';
import { checkLevels } from '../jobs/wanted-levels.js';
import type { LevelsOutcome } from '../print/levels.js';
import { type Outcome, runFaccent } from '../testing/command.js';
import { photo, photos, workFolder } from '../testing/folder.js';
import { onMini } from '../../testing/mini-inception.js';

const { at, faccent, names, recipeIn, expectRefusal } = workFolder('levels');

const small = [...onMini, '--size', '64', '--steps', '4', '--views', '2'];
const feature = ['--feature', 'mixed4a:3'];
const outcomeOf = ({ stdout }: Outcome): LevelsOutcome => JSON.parse(stdout) as LevelsOutcome;
const table = (folder: string): string[][] =>
  readFileSync(at(folder, 'levels.csv'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));

describe('accentuate --levels 5', () => {
  let out: Outcome;
  beforeAll(async () => {
    out = await faccent('accentuate', photo, ...feature, ...small, '--levels', '5', '--out', 'five');
  });

  test('tells of each direction, and how near the levels are', () => {
    expect(out.status).toBe(0);
    expect(out.stderr).toMatch(/accentuating mixed4a:3 upwards \(1 of 2\)[^]*downwards \(2 of 2\)/);
    expect(out.stdout).toMatch(/activation \d+\.\d{3}; 5 levels from \d+\.\d{3} to \d+\.\d{3}/);
    expect(out.stdout).toMatch(/^each within 0\.[0-4]\d % of their range of what was wanted$/m);
  });

  test('leaves a sheet, an animation, a table, a picture of each, where it looked, and the recipe', async () => {
    const pictures = [1, 2, 3, 4, 5].map((i) => `level-${i}.png`);
    expect(names('five')).toEqual(
      [
        ...pictures,
        ...['levels.csv', 'levels.webp', 'opacity-ascent.png', 'opacity-descent.png', 'recipe.json'],
        ...['seed.png', 'sheet.png'],
      ].sort(),
    );
    for (const picture of pictures) {
      const { width, height } = await sharp(at('five', picture)).metadata();
      expect([width, height]).toEqual([64, 64]);
    }
    const { width, height } = await sharp(at('five/sheet.png')).metadata();
    expect(width / height).toBeGreaterThan(4);
    expect((await sharp(at('five/levels.webp'), { animated: true }).metadata()).pages).toBe(5);
    const [head, ...rows] = table('five');
    expect(head!.join()).toBe('level,wanted,reached,error,direction,step,missed,percentile,picture');
    expect(rows.map(([level, , , , , , , , picture]) => [level, picture])).toEqual(
      pictures.map((picture, i) => [`${i + 1}`, picture]),
    );
    for (const [, , , error] of rows) expect(Math.abs(Number(error))).toBeLessThanOrEqual(0.005);
    expect(recipeIn('five')).toMatchObject({ levels: 5, name: 'mixed4a:3' });
    expect(recipeIn('five').results.levels).toHaveLength(5);
  });

  test('is repeated to the bit by replay, and what was changed is found', async () => {
    const again = await faccent('replay', at('five/recipe.json'), '--out', at('again'));
    expect(again.stdout).toContain('bit-identical: mixed4a:3, 8 steps, 5 levels and opacity');
    expect(readFileSync(at('again/level-2.png'))).toEqual(readFileSync(at('five/level-2.png')));
    expect(names('again')).toEqual(names('five'));
  });

  test('goes where a run was, and a run where it was, with nothing left of the other', async () => {
    await faccent('accentuate', photo, ...feature, ...small, '--quiet', '--out', 'again');
    expect(names('again').filter((name) => name.startsWith('level'))).toEqual([]);
    expect(['level-1.png', 'levels.csv', 'levels.webp', 'opacity-ascent.png'].every(isRunFile)).toBe(true);
  });
});

test('levels that are named are wanted and reached in JSON; what is out of reach is said', async () => {
  const out = await faccent(
    'accentuate',
    photo,
    ...feature,
    ...small,
    '--levels=1e6,0.3',
    '--json',
    '--out',
    'named',
  );
  const { levels, activation, range } = outcomeOf(out);
  expect(levels).toMatchObject([
    { wanted: 0.3, picture: 'level-1.png' },
    { wanted: 1e6, missed: true, direction: 'ascent' },
  ]);
  expect(range[1]).toBe(levels[1]!.reached);
  expect(activation.after).toBe(levels[1]!.reached);
  const said = await faccent('accentuate', photo, ...feature, ...small, '--levels', '1e6,', '--out', 'far');
  expect(said.stderr).toMatch(
    /a level is out of reach, and it has the nearest picture: 1000000 \(nearest: \d.*more --steps or less --strength/s,
  );
});

test('percentiles are of natural photographs, for every photograph and feature', async () => {
  const many = ['--feature', 'mixed4a:3', '--feature', 'mixed4a:4', '--natural', photos];
  const args = [photo, `${photos}/chelsea.png`, ...many, ...small];
  const out = await faccent('accentuate', ...args, '--levels', '25%,75%', '--json', '--out', 'quantiles');
  const outcomes = JSON.parse(out.stdout) as LevelsOutcome[];
  expect(outcomes).toHaveLength(4);
  for (const { levels } of outcomes) {
    expect(levels).toHaveLength(2);
    for (const { percentile } of levels) expect(percentile).toBeGreaterThanOrEqual(0);
  }
  // of one feature the same levels for both photographs
  const wanted = outcomes.map(({ levels }) => levels.map((level) => level.wanted).join());
  expect(new Set(wanted).size).toBe(2);
  const [first] = outcomes;
  const reached = first!.levels.filter(({ missed }) => !missed);
  for (const { wanted: level, percentile } of reached)
    expect(percentile!).toBeCloseTo(level === first!.levels[0]!.wanted ? 25 : 75, -1.6);
});

test('Ctrl-C ends it at the next step, and resume does the rest, with the same pictures', async () => {
  const long = [...onMini, '--size', '64', '--steps', '12', '--views', '2', '--levels', '4'];
  const args = ['accentuate', photo, ...feature, ...long, '--out', 'stopped'];
  // the second direction's
  const { status, stderr } = await runFaccent(at(), args, /downwards[^]*step 1 of/);
  expect(status).toBe(130);
  expect(stderr).toMatch(/^interrupted after 1[3-9] steps: faccent resume stopped goes on/m);
  expect(names('stopped')).toEqual(['unfinished']);
  const { levels } = outcomeOf(await faccent('resume', 'stopped', '--json'));
  expect(levels).toHaveLength(4);
  await faccent('accentuate', photo, ...feature, ...long, '--quiet', '--out', 'whole');
  expect(recipeIn('stopped').results).toEqual(recipeIn('whole').results);
  expect(readFileSync(at('stopped/levels.csv'), 'utf8')).toBe(readFileSync(at('whole/levels.csv'), 'utf8'));
});

describe('what cannot be', () => {
  test.each([
    ['1', /a number of levels, 2 to 100/],
    ['5%,101%', /percentiles like/],
    ['5%,2', /percentiles like/],
    ['', /a number of levels/],
  ])('--levels %j is refused', (text, message) => {
    expect(() => levels(text)).toThrow(message);
  });

  test.each([
    ['5%,95%', {}, /percentiles of natural activations: give --natural/],
    ['3', { report: true }, /--levels does not go with --report/],
    ['3', { cutoff: 2 }, /--levels does not go with --cutoff/],
    ['3', { startFrom: 'noise' }, /--levels does not go with --start-from noise/],
  ])('--levels %j with %j are refused', (text, flags, message) => {
    expect(() => checkLevels({ ...flags, levels: levels(text) })).toThrow(message);
  });

  test('a --natural folder with nothing in it is told of, and nothing is left', async () => {
    mkdirSync(at('empty'));
    const flags = ['--levels', '5%', '--natural', at('empty'), '--out', 'none'];
    await expectRefusal(['accentuate', photo, ...feature, ...small, ...flags], /is empty/);
  });
});
