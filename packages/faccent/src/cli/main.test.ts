// Proves what an accentuation writes and prints, and that it repeats to the bit.
import { readFileSync, writeFileSync } from 'node:fs';
import { digest } from 'faccent';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseSafetensors } from '../formats/safetensors.js';
import type { Outcome } from './testing/command.js';
import { onMini } from '../testing/mini-inception.js';
import { photo, photos, workFolder } from './testing/folder.js';

const { at, names, faccent, recipeIn } = workFolder('cli');
const small = [...onMini, '--size', '64', '--steps', '3', '--views', '2'];

describe('accentuate', () => {
  let out: Outcome;
  beforeAll(async () => {
    out = await faccent('accentuate', photo, '--class', 'ketch', ...small, '--out', at('run'));
  });

  test('reports activation, balance and where the pictures are', () => {
    expect(out.stderr).toContain('step 3 of 3: activation');
    expect(out.stdout).toMatch(/ketch on the whole photograph: activation -?\d+\.\d+ → -?\d+\.\d+/);
    expect(out.stdout).toMatch(/probability 0\.\d+ → 0\.\d+/);
    expect(out.stdout).toMatch(/held at mixed3a, balance \d/);
    expect(out.status).toBe(0);
  });

  test('leaves every file whole, and nothing else', async () => {
    expect(names('run')).toEqual([
      'accentuated-alpha.png',
      'accentuated.png',
      'activation.svg',
      'measures.json',
      'opacity.png',
      'recipe.json',
      'run.webp',
      'seed.png',
      'sheet.png',
    ]);
    const info = async (name: string) => sharp(at('run', name), { animated: true }).metadata();
    expect(await info('accentuated.png')).toMatchObject({ width: 64, height: 64, channels: 3 });
    expect(await info('accentuated-alpha.png')).toMatchObject({ channels: 4, hasAlpha: true });
    expect(await info('opacity.png')).toMatchObject({ width: 64, height: 64 });
    expect((await info('sheet.png')).width).toBeGreaterThan(4 * 64);
    expect((await info('run.webp')).pages).toBe(4);
    expect((await info('activation.svg')).format).toBe('svg');
  });

  test('writes a recipe with every setting, hash and step', () => {
    const recipe = recipeIn('run');
    expect(recipe.settings).toEqual({
      size: [64, 64],
      steps: 3,
      transform: {
        ...{ name: 'box', views: 2, fraction: [0.3, 0.99], normalNoise: 0.02, uniformNoise: 0.01 },
      },
      parameterization: {
        ...{ name: 'fourier', decay: 1, decorrelate: true, desaturation: 5, standardize: false },
      },
      optimizer: { name: 'adam', betas: [0.9, 0.999], epsilon: 1e-8 },
      learningRate: 0.05,
      schedule: { name: 'constant' },
      regularize: [{ name: 'lpDistance', layer: 'mixed3a', power: 2, weight: 1, epsilon: 1e-6 }],
      strength: 0.5,
      balance: null,
      randomSeed: 0,
      cutoff: null,
      ball: null,
      mask: null,
      redirect: false,
      startFrom: 'photograph',
      opacityPercentile: 20,
    });
    expect(recipe).toMatchObject({
      version: 8,
      name: 'ketch',
      objective: { name: 'channel', layer: 'logits', unit: 55 },
      feature: { layer: 'logits', unit: 55, label: 'ketch' },
    });
    expect(recipe.results.steps).toHaveLength(3);
    for (const hash of [recipe.model.sha256, recipe.photo!.sha256, recipe.results.image])
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is repeated to the bit by replay, and what was changed is found', async () => {
    const again = await faccent('replay', at('run', 'recipe.json'), '--out', at('again'));
    expect(again.stdout).toContain('bit-identical');
    expect(again.status).toBe(0);
    expect(readFileSync(at('again', 'accentuated.png'))).toEqual(readFileSync(at('run', 'accentuated.png')));

    const recipe = recipeIn('run');
    writeFileSync(
      at('other.json'),
      JSON.stringify({ ...recipe, settings: { ...recipe.settings, randomSeed: 9 } }),
    );
    const other = await faccent('replay', at('other.json'), '--json', '--quiet');
    expect(JSON.parse(other.stdout)).toMatchObject({ identical: false, sameEnvironment: true });
    expect(other.status).toBe(1);

    writeFileSync(
      at('moved.json'),
      JSON.stringify({ ...recipe, photo: { ...recipe.photo, sha256: '0'.repeat(64) } }),
    );
    expect((await faccent('replay', at('moved.json'))).stderr).toMatch(
      /^error: the photograph .* is not the one/,
    );
    writeFileSync(
      at('gone.json'),
      JSON.stringify({ ...recipe, photo: { ...recipe.photo, path: 'gone.jpg' } }),
    );
    expect((await faccent('replay', at('gone.json'))).stderr).toMatch(
      /^error: the recipe's file "gone.jpg" is not there/,
    );
  });

  test('prints nothing but JSON when asked, and takes a channel, a position, a canvas that is not square', async () => {
    const { stdout, stderr, status } = await faccent(
      ...[
        'accentuate',
        photo,
        ...onMini,
        '--feature',
        'mixed4a:3',
        '--position',
        '4,4',
        '--size',
        '48x64',
        '--steps',
        '2',
      ],
      ...['--views', '2', '--regularize', 'none', '--out', at('neuron'), '--json'],
    );
    expect(status).toBe(0);
    expect(stderr).toBe('');
    const result = JSON.parse(stdout) as { feature: { name: string }; activation: { before: number } };
    expect(result.feature.name).toBe('mixed4a:3@4,4');
    expect(recipeIn('neuron')).toMatchObject({
      settings: { regularize: [] },
      results: { balance: null },
    });
  });
});

test('keeps what it is asked to keep', async () => {
  const { status } = await faccent(
    ...['accentuate', photo, '--class', 'ketch', ...small, '--out', at('kept'), '--quiet', '--report'],
    ...[
      '--animate',
      'gif,webp',
      '--snapshots',
      '2',
      '--schedule',
      'constant',
      '--save-tensors',
      at('tensors/run.safetensors'),
    ],
  );
  expect(status).toBe(0);
  expect(names('kept').filter((name) => name.startsWith('run.'))).toEqual(['run.gif', 'run.webp']);
  const animation = sharp(at('kept', 'run.webp'), { animated: true });
  expect((await animation.metadata()).pages).toBe(3);
  const report = readFileSync(at('kept', 'report.html'), 'utf8');
  expect(report).toContain('What <strong>mini-inception</strong> sees');
  expect(report).toMatch(/probability<\/th><td>0\.\d+ → 0\.\d+/);
  const tensors = parseSafetensors(readFileSync(at('tensors/run.safetensors')), 'run.safetensors');
  expect(await digest(tensors.get('image')!.data as Float32Array)).toBe(recipeIn('kept').results.image);
});

test('several photographs go through one graph, each to a folder of its own', async () => {
  const other = `${photos}/allium-oreophilum.jpg`;
  const run = ['accentuate', photo, other, '--class', 'ketch', ...small];
  expect((await faccent(...run, '--out', at('several'), '--quiet')).status).toBe(0);
  expect(names('several')).toEqual(['allium-oreophilum', 'nagasaki-boats']);
  expect((await faccent(...run.filter((a) => a !== other), '--out', at('alone'), '--quiet')).status).toBe(0);
  expect(recipeIn('several/nagasaki-boats').results).toEqual(recipeIn('alone').results);
});
