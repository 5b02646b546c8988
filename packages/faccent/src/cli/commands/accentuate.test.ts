// Proves what is raised and how by faccent accentuate, that replays repeat it, and what is refused.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Recipe } from 'faccent';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { onMini } from '../../testing/mini-inception.js';
import { oneProcess } from '../testing/command.js';
import { photo, photos, workFolder } from '../testing/folder.js';

const { at, faccent, names, recipeIn, expectRefusal } = workFolder('accentuate', oneProcess());

const small = [...onMini, '--size', '64', '--steps', '2', '--views', '2'];
const accentuate = (...args: string[]) => faccent('accentuate', photo, ...small, ...args);

/** The verdict on a recipe. */
async function replay(recipe: Recipe | Record<string, unknown>): Promise<unknown> {
  writeFileSync(at('recipe.json'), JSON.stringify(recipe));
  const { stdout, stderr } = await faccent('replay', at('recipe.json'), '--json');
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}
const SAME = { identical: true, largestDifference: 0, sameEnvironment: true };

describe('any objective', () => {
  test('as text', async () => {
    const text = 'logits:55 - 0.5*logits:3';
    const { status, stdout } = await accentuate('--objective', text, '--out', at('text'), '--quiet');
    expect([status, stdout]).toEqual([0, '']);
    const recipe = recipeIn('text');
    expect(recipe).toMatchObject({ name: text, objective: { name: 'add' } });
    expect(recipe.feature).toBeUndefined();
    expect(await replay(recipe)).toEqual(SAME);
  });

  test.each<[string, object]>([
    ['cosim', { name: 'cosim', layer: 'mixed4a', unit: 3, power: 2, position: [2, 2] }],
    [
      'add',
      {
        name: 'add',
        terms: [
          { name: 'channel', layer: 'logits', unit: 55 },
          { name: 'neuron', layer: 'mixed4a', unit: 1, position: [1, 1] },
        ],
      },
    ],
  ])('as JSON: %s', async (name, objective) => {
    const { status, stderr } = await accentuate(
      ...['--objective', JSON.stringify(objective), '--out', at(`json-${name}`), '--quiet'],
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const recipe = recipeIn(`json-${name}`);
    expect(recipe.objective).toEqual(objective);
    expect(recipe.name).toMatch(name === 'cosim' ? /^cosim mixed4a:3$/ : /\w/);
    expect(await replay(recipe)).toEqual(SAME);
  });

  test('more of one class, less of others', async () => {
    const { stdout } = await accentuate(
      ...['--class', 'ketch', '--less-class', 'ferry', '--less-class', '3', '--out', at('less'), '--json'],
    );
    expect(JSON.parse(stdout)).toMatchObject({
      feature: { name: expect.stringMatching(/^ketch, less ferry, less \w/) as string },
      objective: {
        name: 'add',
        terms: [
          { name: 'channel', unit: 55 },
          { name: 'negate', terms: [{ name: 'channel', layer: 'logits' }] },
          { name: 'negate', terms: [{ name: 'channel', layer: 'logits', unit: 3 }] },
        ],
      },
    });
    expect(await replay({ ...recipeIn('less') })).toEqual(SAME);
  });

  test.each(['fourierPhase', 'laplacian', 'pixel', 'preconditionedFourier'])(
    'written as %s',
    async (name) => {
      const { status } = await accentuate(
        ...['--class', 'ketch', '--parameterization', name, '--out', at(name), '--quiet'],
      );
      expect(status).toBe(0);
      expect(await replay(recipeIn(name))).toEqual(SAME);
    },
  );
});

describe('nothing named', () => {
  const other = path.join(photos, 'allium-oreophilum.jpg');
  const strongest = async (file: string) => {
    const { stdout } = await faccent('top', file, ...onMini, '-k', '1', '--size', '64', '--json');
    return (JSON.parse(stdout) as { unit: number; label: string }[])[0]!;
  };

  test('is the strongest class of each photograph, which is said', async () => {
    const { status, stdout, stderr } = await faccent(
      'accentuate',
      photo,
      other,
      ...small,
      '--out',
      at('strongest'),
    );
    expect(status).toBe(0);
    for (const file of [photo, other]) {
      const { unit, label } = await strongest(file);
      const { name, ext } = path.parse(file);
      expect(stderr).toContain(
        `note: no feature is named, so "${name}${ext}" is accentuated for its strongest class, ${label} (faccent top lists more)\n`,
      );
      expect(recipeIn(`strongest/${name}`)).toMatchObject({
        name: label,
        feature: { layer: 'logits', unit, label },
      });
      expect(stdout).toMatch(
        new RegExp(`^${label} on the whole photograph: activation .*\nprobability `, 'm'),
      );
    }
  });

  test('makes the same picture as that class, to the bit, and says nothing more under --json', async () => {
    const { unit, label } = await strongest(photo);
    await accentuate('--class', `${unit}`, '--out', at('by-class'), '--quiet');
    const { stdout, stderr } = await accentuate('--out', at('by-itself'), '--json');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ feature: { name: label } });
    expect(recipeIn('by-itself').results).toEqual(recipeIn('by-class').results);
  });

  test('has a folder that says what it was', async () => {
    const { label } = await strongest(photo);
    expect((await accentuate('--quiet')).status).toBe(0);
    expect(names('accentuated')).toEqual([`nagasaki-boats-${label.replace(/[^a-z0-9]+/gi, '-')}`]);
  });
});

describe('the canvas', () => {
  const turned = at('turned.jpg');
  beforeAll(async () => {
    // 60 wide and 30 high as stored, upright as seen
    await sharp(photo).resize(60, 30).withMetadata({ orientation: 6 }).jpeg().toFile(turned);
  });

  test("keeps the photograph's aspect when asked", async () => {
    const { status } = await faccent(
      ...['accentuate', turned, ...small, '--class', 'ketch', '--aspect', 'keep', '--out', at('keep')],
    );
    expect(status).toBe(0);
    expect(recipeIn('keep').settings.size).toEqual([64, 32]);
    expect(await replay(recipeIn('keep'))).toEqual(SAME);
  });
});

describe('bad input is one clear message, a status and nothing left behind', () => {
  const ketch = ['--class', 'ketch'];
  test.each<[string[], RegExp]>([
    [['--objective', 'logits:1', ...ketch], /name one feature: either --feature/],
    [['--objective', 'nonsense'], /"nonsense" is no objective/],
    [['--objective', ''], /--objective .*'' is invalid. it should not be empty/],
    [['--objective', 'logits:1 + mixed9:2'], /no layer "mixed9"/],
    [['--objective', 'logits:1 - logits:999'], /there is no unit 999/],
    [['--objective', 'logits:1', '--position', '1,1'], /write LAYER:UNIT@Y,X/],
    [['--objective', 'logits:1', '--less-class', '3'], /write - LAYER:UNIT/],
    [[...ketch, '--less-class', '55'], /"ketch" cannot be both more and less/],
    [[...ketch, '--less-class', 'kettch'], /no class "kettch"/],
    [[...ketch, '--less-class', '101'], /there is no class 101/],
    [['--less-class', 'ketch'], /name one feature/],
    [['--position', '1,1'], /name one feature/],
    [['--encoder', photo], /not an ONNX model/],
    [['--layer', 'mixed4a'], /--layer goes with --direction FILE/],
    [['--objective', '{"name":"cosim","layer":"mixed4a"}'], /objective.unit is missing/],
    [['--objective', '{"name":"cosim"'], /is not JSON/],
    [
      [...ketch, '--learning-rate', '1e38'],
      /the (?:activation became NaN|gradient was no number) at step \d.*: lower the --learning-rate \(1e\+38\)/,
    ],
    [['--size', 'big', ...ketch], /'--size <n>' argument 'big' is invalid. it should be a number of pixels/],
    [[...ketch, '--parameterization', 'cppn'], /cannot stand for a photograph/],
    [[...ketch, '--aspect', 'keep', '--size', '48x64'], /--aspect keep takes one --size N/],
  ])('%j', (args, message) => expectRefusal(['accentuate', photo, ...small, ...args], message));
});
