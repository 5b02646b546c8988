// Proves that what had another name reads by it still: with one line that says the new name, and the same bits.
import { readFileSync, writeFileSync } from 'node:fs';
import { attributionMethods, parseTransform } from 'faccent';
import { describe, expect, test } from 'vitest';
import { onMini } from '../testing/mini-inception.js';
import { oneProcess } from './testing/command.js';
import { photo, photos, workFolder } from './testing/folder.js';

const { at, faccent, recipeIn, names, expectRefusal } = workFolder('old-names', oneProcess());

const ketch = ['accentuate', photo, ...onMini, '--class', 'ketch', '--size', '64', '--steps', '2'];
const noise = ['visualize', ...onMini, '--feature', 'mixed4a:3', '--size', '64', '--steps', '2'];

/** Runs twice, and expects the same bits. @returns what the first said */
async function expectSame(
  run: readonly string[],
  old: readonly string[],
  now: readonly string[],
): Promise<string> {
  const { status, stderr } = await faccent(...run, ...old, '--out', at('old'));
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(await faccent(...run, ...now, '--out', at('now'), '--quiet')).toMatchObject({
    status: 0,
    stderr: '',
  });
  expect(recipeIn('old').results).toEqual(recipeIn('now').results);
  expect(recipeIn('old').settings).toEqual(recipeIn('now').settings);
  return stderr;
}

const notesIn = (stderr: string): string[] => stderr.split('\n').filter((line) => line.startsWith('note: '));

describe('--crops is --views', () => {
  test.each([
    ['accentuate', ketch],
    ['visualize', noise],
  ])('for %s, to the bit', async (_, run) => {
    expect(notesIn(await expectSame(run, ['--crops', '3'], ['--views', '3']))).toEqual([]);
    expect(recipeIn('old').settings.transform).toMatchObject({ views: 3 });
  });

  test('for explain', async () => {
    const run = ['explain', photo, ...onMini, '--size', '64', '--steps', '1', '--json'];
    const [old, now] = [
      await faccent(...run, '--crops', '1', '--out', 'x'),
      await faccent(...run, '--views', '1', '--out', 'x'),
    ];
    expect(old.status).toBe(0);
    expect(old.stdout).toBe(now.stdout);
  });

  test.each([
    ['circuit', ['--accentuate', '--top', '1', '--out', 'c']],
    ['coherence', ['--seeds', photos, '--visualizations', '1', '--out', 'c']],
  ])('for %s', async (name, more) => {
    const feature = [
      ...onMini,
      '--feature',
      'mixed4a:3',
      '--size',
      '48',
      '--layers',
      'conv1',
      '--natural',
      photos,
    ];
    const run = [name, ...feature, '--steps', '1', ...more, '--json'];
    const [old, now] = [await faccent(...run, '--crops', '2'), await faccent(...run, '--views', '2')];
    expect(old.status).toBe(0);
    expect(old.stdout).toBe(now.stdout);
  });

  test('for bench', async () => {
    const run = ['bench', photo, ...onMini, '--class', 'ketch', '--size', '64', '--steps', '2', '--json'];
    const { stdout } = await faccent(...run, '--crops', '3');
    expect(JSON.parse(stdout)).toMatchObject({ views: 3 });
  });

  test('and not both', () =>
    expectRefusal(
      [...ketch, '--views', '2', '--crops', '3'],
      /'--crops <n>' cannot be used with option '--views <n>'/,
    ));

  test('and takes what --views takes', () =>
    expectRefusal([...ketch, '--crops', '0'], /it should be 1 or more/));
});

describe('an old name is read, with one line of the new one, to the same bits', () => {
  test.each([
    ['parameterization', 'fourier-phase', 'fourierPhase'],
    ['transform', 'zoom:0.5:0.1', 'zoomBox:0.5:0.1'],
    ['transform', 'rotate:-5:0:5', 'randomRotate:-5:0:5'],
  ])('--%s %s', async (flag, old, now) => {
    const stderr = await expectSame([...ketch, '--views', '2'], [`--${flag}`, old], [`--${flag}`, now]);
    const name = (text: string): string => text.split(':')[0]!;
    const kind = old.startsWith('rotate') ? 'stage' : flag;
    expect(notesIn(stderr)).toEqual([`note: the ${kind} "${name(old)}" is now called "${name(now)}"`]);
  });

  // what is read is what runs, so these need no run
  test.each([
    ['centre-box:0.3:0.6', 'centreBox:0.3:0.6'],
    ['jitter-stack', 'jitterStack'],
    ['scale:0.9:1.1', 'randomScale:0.9:1.1'],
    ['pixel-noise:0.1:0.1', 'pixelNoise:0.1:0.1'],
    ['colour-noise:0.1', 'colourNoise:0.1'],
  ])('%s', (old, now) => {
    const notes: string[] = [];
    const read = parseTransform(old, { note: (text) => notes.push(text) });
    expect(read.description).toEqual(parseTransform(now, {}).description);
    expect(notes).toHaveLength(1);
  });

  test('in JSON, where options had others too', async () => {
    const [old, now] = [
      { name: 'box', crops: 2 },
      { name: 'box', views: 2 },
    ].map((transform) => ['--transform', JSON.stringify(transform)]);
    const stderr = await expectSame(ketch, old!, now!);
    expect(notesIn(stderr)).toEqual(['note: the option "crops" of "box" is now called "views"']);
  });

  test('once, however many photographs there are', async () => {
    const run = ['accentuate', photo, `${photos}/allium-oreophilum.jpg`, ...ketch.slice(2), '--views', '2'];
    const { stderr } = await faccent(...run, '--parameterization', 'fourier-phase', '--out', 'many');
    expect(notesIn(stderr)).toHaveLength(1);
  });

  test('of a recipe', async () => {
    expect(
      (await faccent(...ketch, '--views', '2', '--parameterization', 'fourierPhase', '--out', 'r', '--quiet'))
        .status,
    ).toBe(0);
    const recipe = recipeIn('r');
    const parameterization = { name: 'fourier-phase' };
    writeFileSync(
      at('r/old.json'),
      JSON.stringify({ ...recipe, settings: { ...recipe.settings, parameterization } }),
    );
    const { status, stdout, stderr } = await faccent('replay', 'r/old.json');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^bit-identical/);
    expect(notesIn(stderr)).toEqual([
      'note: the parameterization "fourier-phase" is now called "fourierPhase"',
    ]);
  });

  test.each(['--quiet', '--json'])('without the line under %s', async (flag) => {
    const run = [
      ...ketch,
      '--views',
      '1',
      '--parameterization',
      'fourier-phase',
      flag,
      '--out',
      at(`said${flag}`),
    ];
    expect(await faccent(...run)).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('an attribution method', () => {
  test.each([
    ['signed-cam', 'signedCam'],
    ['gradient-times-input', 'gradientTimesInput'],
    ['integrated-gradients', 'integratedGradients'],
    ['smooth-grad', 'smoothGrad'],
  ])('%s is read', (old, now) => {
    const notes: string[] = [];
    const { description } = attributionMethods.read({ name: old }, { note: (text) => notes.push(text) });
    expect(description.name).toBe(now);
    expect(notes).toHaveLength(1);
  });

  const run = ['attribute', photo, ...onMini, '--class', 'ketch', '--size', '48'];

  test.each([
    ['grad-cam', 'gradCam', 'grad-cam.npy'],
    ['gradient', 'saliency', 'saliency.npy'],
  ])('%s', async (old, now, file) => {
    const { status, stderr } = await faccent(...run, '--method', old, '--out', 'old-maps');
    expect(status).toBe(0);
    expect(notesIn(stderr)).toEqual([`note: the attribution method "${old}" is now called "${now}"`]);
    expect((await faccent(...run, '--method', now, '--out', 'new-maps', '--quiet')).stderr).toBe('');
    expect(names('old-maps')).toEqual(names('new-maps'));
    const [before, after] = ['old-maps', 'new-maps'].map((folder) => readFileSync(at(folder, file)));
    expect(before).toEqual(after);
  });
});
