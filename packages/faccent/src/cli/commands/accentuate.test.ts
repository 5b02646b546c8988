import { writeFileSync } from 'node:fs';
import { type Recipe } from 'faccent';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { photo, workFolder } from '../testing/folder.js';

const { at, faccent, recipeIn, expectRefusal } = workFolder('accentuate');

const small = ['--size', '64', '--steps', '2', '--crops', '2'];
const accentuate = (...args: string[]) => faccent('accentuate', photo, ...small, ...args);

/** The verdict on a recipe. */
async function replay(recipe: Recipe | Record<string, unknown>): Promise<unknown> {
  writeFileSync(at('recipe.json'), JSON.stringify(recipe));
  const { stdout, stderr } = await faccent('replay', at('recipe.json'), '--json');
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}
/** A recipe's settings as versions 1 and 2 had them. */
const settings2 = ({ settings }: Pick<Recipe, 'settings'>) => {
  const { transform, optimizer, schedule, regularize, mask, redirect, ...rest } = settings;
  expect([optimizer.name, schedule.name, mask, redirect]).toEqual(['adam', 'constant', null, false]);
  return { ...rest, crops: transform.views, regularize: regularize[0]!.layer };
};
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

  test.each(['fourier-phase', 'laplacian', 'pixel'])('written as %s', async (name) => {
    const { status } = await accentuate(
      ...['--class', 'ketch', '--parameterization', name, '--out', at(name), '--quiet'],
    );
    expect(status).toBe(0);
    expect(await replay(recipeIn(name))).toEqual(SAME);
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

test('a recipe of version 2 is replayed to the bit', async () => {
  expect((await accentuate('--class', 'ketch', '--out', at('then'), '--quiet')).status).toBe(0);
  const recipe = recipeIn('then');
  expect(await replay({ ...recipe, version: 2, settings: settings2(recipe) })).toEqual(SAME);
});

test('a recipe of version 1 is replayed to the bit', async () => {
  expect((await accentuate('--class', 'ketch', '--out', at('now'), '--quiet')).status).toBe(0);
  const { name, objective, parameterization, ...rest } = recipeIn('now');
  expect([name, objective, parameterization]).not.toContain(undefined);
  expect(await replay({ ...rest, version: 1, settings: settings2(rest) })).toEqual(SAME);
});

describe('bad input is one clear message, a status and nothing left behind', () => {
  beforeAll(async () => {
    await accentuate('--class', 'ketch', '--out', at('good'), '--quiet');
  });

  const ketch = ['--class', 'ketch'];
  test.each<[string[], RegExp]>([
    [['--objective', 'logits:1', ...ketch], /name one feature: either --feature/],
    [['--objective', 'nonsense'], /"nonsense" is no objective/],
    [['--objective', ''], /"" is no objective/],
    [['--objective', 'logits:1 + mixed9:2'], /no layer "mixed9"/],
    [['--objective', 'logits:1 - logits:999'], /there is no unit 999/],
    [['--objective', 'logits:1', '--position', '1,1'], /write LAYER:UNIT@Y,X/],
    [['--objective', 'logits:1', '--less-class', '3'], /write - LAYER:UNIT/],
    [[...ketch, '--less-class', '55'], /"ketch" cannot be both more and less/],
    [[...ketch, '--less-class', 'kettch'], /no class "kettch"/],
    [[...ketch, '--less-class', '101'], /there is no unit 101/],
    [['--less-class', 'ketch'], /name one feature/],
    [[...ketch, '--parameterization', 'cppn'], /cannot stand for a photograph/],
    [[...ketch, '--aspect', 'keep', '--size', '48x64'], /--aspect keep takes one --size N/],
  ])('%j', (args, message) => expectRefusal(['accentuate', photo, ...small, ...args], message));

  test.each<[object, RegExp]>([
    [{ objective: { name: 'chanel' } }, /objective.name is "chanel"; it should be one of channel/],
    [{ objective: { name: 'channel', layer: 'logits', unit: -1 } }, /objective.unit is -1/],
    [{ parameterization: { name: 'foo' } }, /parameterization.name is "foo"; it should be one of fourier/],
    [{ parameterization: [] }, /parameterization is \[\]/],
    [{ version: 4 }, /of version 4; this faccent reads versions 1 to 3/],
  ])('a recipe with %j', async (part, message) => {
    writeFileSync(at('bad.json'), JSON.stringify({ ...recipeIn('good'), ...part }));
    await expectRefusal(['replay', at('bad.json'), '--out', at('replayed')], message);
  });
});
