// Proves that faccent visualize makes pictures from noise, that they repeat to the bit, and what is refused.
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { onMini } from '../../testing/mini-inception.js';
import { oneProcess } from '../testing/command.js';
import { workFolder } from '../testing/folder.js';

const { at, faccent, names, recipeIn, expectRefusal } = workFolder('visualize', oneProcess());

const small = [...onMini, '--size', '64', '--steps', '3', '--views', '2'];
const visualize = (...args: string[]) => faccent('visualize', ...small, ...args);

const FILES = ['activation.svg', 'recipe.json', 'run.webp', 'visualization.png'];

describe('visualize', () => {
  test('makes a picture, an animation, a recipe and, when asked, a report', async () => {
    const { status, stdout, stderr } = await visualize('--class', 'ketch', '--report', '--out', at('run'));
    expect(status).toBe(0);
    expect(stderr).toContain('step 3 of 3: activation');
    expect(stdout).toMatch(
      /^ketch on the whole picture: activation -?\d+\.\d+ → -?\d+\.\d+\nprobability 0\.\d+/,
    );
    expect(stdout).toMatch(/; from noise\n/);
    expect(names('run')).toEqual([...FILES, 'report.html'].sort());
    expect(await sharp(at('run/visualization.png')).metadata()).toMatchObject({ width: 64, height: 64 });
    expect((await sharp(at('run/run.webp'), { animated: true }).metadata()).pages).toBe(4);
    const report = readFileSync(at('run/report.html'), 'utf8');
    expect(report).toContain('What <strong>mini-inception</strong> looks for with this feature</p>');
    expect(report).not.toContain('>Photograph<');
    const recipe = recipeIn('run');
    expect(recipe.photo).toBeUndefined();
    expect(recipe.settings).toMatchObject({
      steps: 3,
      transform: { name: 'box', views: 2 },
      learningRate: 0.05,
      regularize: [],
    });
  });

  test.each(['fourier', 'fourierPhase', 'laplacian', 'cppn', 'pixel', 'preconditionedFourier'])(
    'is replayed to the bit: %s',
    async (name) => {
      const objective = ['--objective', 'mixed4a:3 - 0.5*mixed4a:5', '--parameterization', name];
      expect((await visualize(...objective, '--out', at(name), '--quiet')).status).toBe(0);
      expect(names(name)).toEqual(FILES);
      const again = await faccent(
        'replay',
        at(`${name}/recipe.json`),
        '--out',
        at(`${name}-again`),
        '--json',
      );
      expect(JSON.parse(again.stdout)).toMatchObject({ identical: true, largestDifference: 0 });
      expect(readFileSync(at(`${name}-again/visualization.png`))).toEqual(
        readFileSync(at(`${name}/visualization.png`)),
      );
      expect(recipeIn(name).settings.learningRate).toBe(name === 'cppn' ? 0.005 : 0.05);
    },
  );

  test('prints nothing but JSON when asked', async () => {
    const { stdout, stderr } = await visualize('--feature', 'mixed4a:3', '--position', '4,4', '--json');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      folder: expect.stringMatching(/visualized.mixed4a-3-4-4-fourier$/) as string,
      feature: { name: 'mixed4a:3@4,4' },
      ...{ dead: true, steps: 3 },
    });
  });

  test('says that a unit is dead, and what helps', async () => {
    const { status, stderr } = await visualize('--feature', 'mixed4a:3', '--position', '4,4');
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /note: mixed4a:3@4,4 is dead here: no gradient .*; --redirect lets gradients pass/,
    );
    const redirected = await visualize('--feature', 'mixed4a:3', '--position', '4,4', '--redirect');
    expect(redirected.stderr).not.toContain('dead');
  });
});

describe('bad input is one clear message, a status and nothing left behind', () => {
  test.each<[string[], RegExp]>([
    [[], /name one feature/],
    [['--class', 'kettch'], /no class "kettch"/],
    [['--feature', 'mixed9:1'], /no layer "mixed9"/],
    [['--objective', 'mixed4a:1 +'], /is no objective/],
    [['--class', 'ketch', '--learning-rate', '-1'], /it should be a number above 0/],
    [['--class', 'ketch', '--save-tensors', 'run.pt'], /end in .safetensors or .npy/],
    [
      ['--class', 'ketch', '--parameterization', 'oil'],
      /there is no parameterization "oil"; there are cppn.*, fourier/,
    ],
  ])('%j', (args, message) => expectRefusal(['visualize', ...small, ...args], message));

  test('its folder is none that attribute can compare with', async () => {
    await visualize('--class', 'ketch', '--out', at('noise'), '--quiet');
    const { stderr } = await faccent(
      'attribute',
      at('noise/visualization.png'),
      ...onMini,
      '--accentuation',
      at('noise'),
    );
    expect(stderr).toMatch(/its run started from noise/);
  });
});
