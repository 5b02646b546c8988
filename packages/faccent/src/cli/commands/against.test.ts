// Proves that faccent accentuate raises a feature against another network's or its own, tells and draws both, and repeats it.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TradeOff } from 'faccent';
import { beforeAll, expect, test } from 'vitest';
import { miniInception, onMini } from '../../testing/mini-inception.js';
import { runFaccent } from '../testing/command.js';
import { photo, tinyModel, workFolder } from '../testing/folder.js';

const { at, faccent, names, recipeIn, expectRefusal } = workFolder('against');
const small = [...onMini, '--size', '64', '--views', '2', '--class', 'ketch'];
const accentuate = ['accentuate', photo, ...small];

/** The second network: another file, of another size and range, whose classes have other labels. */
beforeAll(() => {
  mkdirSync(at('second'));
  copyFileSync(tinyModel, at('second', 'model.onnx'));
  const labels = Array.from({ length: 10 }, (_, i) => (i === 4 ? 'ketch' : `thing ${i}`));
  const description = { size: [32, 32], range: [-1, 1], channelOrder: 'RGB', labels };
  writeFileSync(at('second', 'model.json'), JSON.stringify(description));
});

test('against the same class of another network: told, drawn, recorded, and repeated to the bit', async () => {
  const run = [...accentuate, '--steps', '4', '--against', 'second', '--out', 'other', '--report', '--json'];
  const { status, stdout, stderr } = await faccent(...run);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { against, activation, feature } = JSON.parse(stdout) as Record<string, Record<string, unknown>>;
  expect(against).toMatchObject({ name: 'ketch in model.onnx', keep: 'stays', strength: 1 });
  expect(against!.path).toHaveLength(5);
  expect(against!.raised).toEqual(activation);
  expect(feature).toMatchObject({ name: 'ketch against ketch in model.onnx', label: 'ketch' });
  expect(names('other')).toContain('trade-off.svg');
  const chart = readFileSync(at('other', 'trade-off.svg'), 'utf8');
  expect(chart).toContain('raised: ketch<');
  expect(chart).toContain('against: ketch in model.onnx');
  expect(readFileSync(at('other', 'report.html'), 'utf8')).toContain('One against the other');

  const recipe = recipeIn('other');
  expect(recipe.networks).toMatchObject([
    { path: at('second', 'model.onnx'), description: { size: [32, 32] } },
  ]);
  expect(recipe.results.against).toMatchObject({ raised: activation });
  const again = await faccent('replay', at('other', 'recipe.json'), '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ identical: true });
});

test('said for people; two features of one network; what falls', async () => {
  const how = [
    '--steps',
    '3',
    '--against',
    ':logits:3',
    '--against-keep',
    'falls',
    '--against-strength',
    '2',
  ];
  const { stdout, stderr, status } = await faccent(...accentuate, ...how, '--out', 'own');
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/^ketch against logits:3 on the whole photograph: activation /m);
  expect(stdout).toMatch(
    /^against logits:3: \S+ → \S+ \(falls; strength 2, balance \S+\); trade-off.svg draws both$/m,
  );
  const { networks, objective, results } = recipeIn('own');
  expect(networks).toBeUndefined();
  expect(objective).toMatchObject({ name: 'against', keep: 'falls', other: { layer: 'logits', unit: 3 } });
  expect(results.against!.raised.after).toBeGreaterThan(results.against!.raised.before);
});

test('Ctrl-C loses nothing of it, the other network is found again, and none other is taken for it', async () => {
  const run = [...accentuate, '--steps', '16', '--against', 'second'];
  const cut = await runFaccent(at(), [...run, '--out', 'cut'], /step 11 of/);
  expect(cut.stderr).toMatch(/interrupted after \d+ steps/);
  const model = readFileSync(at('second', 'model.onnx'));
  writeFileSync(at('second', 'model.onnx'), readFileSync(path.join(miniInception, 'model.onnx')));
  const refused = await faccent('resume', 'cut');
  expect(refused.stderr).toMatch(
    /error: the model ".*model.onnx" is not the one that the recipe was made with/,
  );
  rmSync(at('second', 'model.onnx'));
  expect((await faccent('resume', 'cut')).stderr).toMatch(/error: the recipe's file ".*" is not there/);
  writeFileSync(at('second', 'model.onnx'), model);
  expect((await faccent('resume', 'cut')).status).toBe(0);
  expect((await faccent(...run, '--out', 'whole', '--quiet')).status).toBe(0);
  expect(recipeIn('cut').results).toEqual(recipeIn('whole').results);
});

test.each<[string[], RegExp]>([
  [['--against', 'no/such.onnx'], /--against: cannot read the model "no\/such.onnx": there is no such file/],
  [['--against', 'self'], /name what of the same model/],
  [['--against', 'second:no such'], /no such/],
  [['--against', 'second:fc:99'], /no unit 99/],
  [['--against', 'self:logits:3', '--against-strength', '-1'], /--against-strength/],
  [['--against-keep', 'falls'], /--against-keep goes with --against/],
  [['--against', 'self:logits:3', '--tune', '1,2', '--report'], /--tune does not go with --report/],
  [['--against', 'self:logits:3', '--against-keep', 'rises'], /stays, falls/],
])('%j is refused', async (flags, message) => {
  await expectRefusal([...accentuate, '--steps', '1', ...flags, '--out', 'no'], message);
});

test('a unit that is no class has no namesake', async () => {
  const run = [
    'accentuate',
    photo,
    ...onMini,
    '--feature',
    'mixed4a:3',
    '--size',
    '64',
    '--against',
    'second',
  ];
  await expectRefusal(run, /what is raised is no class with a label: name what it is raised against/);
});

test('a pair of levels is reached: tuned, drawn, recorded, and repeated to the bit', async () => {
  const run = [...accentuate, '--steps', '8', '--views', '1', '--against', 'self:logits:3'];
  const told = await faccent(
    ...run,
    '--against-keep',
    'falls',
    '--against-strength',
    '1',
    '--out',
    'one',
    '--json',
  );
  const { against } = JSON.parse(told.stdout) as { against: TradeOff };
  const point = against.path[4]!;
  const pair = `${point.raised},${point.other}`;
  const { stdout, stderr, status } = await faccent(...run, '--tune', pair, '--out', 'tuned', '--json');
  expect(status, stderr).toBe(0);
  const tuned = JSON.parse(stdout) as {
    against: TradeOff & { wanted: object };
    levels: { reached: number }[];
  };
  expect(tuned.against.wanted).toEqual({ raised: point.raised, other: point.other });
  const range = (of: { before: number; after: number }): number => Math.abs(of.after - of.before);
  expect(Math.abs(tuned.against.raised.after - point.raised)).toBeLessThan(
    0.05 * range(tuned.against.raised),
  );
  expect(Math.abs(tuned.against.other.after - point.other)).toBeLessThan(
    0.05 * Math.max(range(tuned.against.other), range(against.other)),
  );
  expect(tuned.levels).toHaveLength(1);
  expect(names('tuned')).toContain('trade-off.svg');
  expect(readFileSync(at('tuned', 'levels.csv'), 'utf8')).toMatch(
    /^level,wanted,reached,error,direction,step,other,/,
  );
  const again = await faccent('replay', at('tuned', 'recipe.json'), '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ identical: true });
});
