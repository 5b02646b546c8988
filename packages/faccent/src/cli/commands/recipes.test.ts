// Proves that recipes of every version are replayed to the bit, and that damaged ones are refused by the field.
import { writeFileSync } from 'node:fs';
import type { Recipe } from 'faccent';
import { beforeAll, describe, expect, test } from 'vitest';
import { onMini } from '../../testing/mini-inception.js';
import { oneProcess } from '../testing/command.js';
import { photo, tinyModel, workFolder } from '../testing/folder.js';

const { at, faccent, recipeIn, expectRefusal } = workFolder('recipes', oneProcess());

beforeAll(async () => {
  const small = [...onMini, '--size', '64', '--steps', '2', '--views', '2'];
  // the defaults of older versions
  const held = JSON.stringify({ name: 'lpDistance', layer: 'mixed3a', epsilon: 1e-4 });
  const then = ['--transform', 'box:0.05:0.99', '--regularize', held];
  const run = ['accentuate', photo, '--class', 'ketch', ...small, ...then, '--out', at('then'), '--quiet'];
  expect((await faccent(...run)).status).toBe(0);
});

/** A recipe as version 3 had it: the parameterization beside the settings, and no defaults of what is described. */
const version3 = (recipe: Recipe) => {
  const { settings } = recipe;
  const parameterization = { name: 'fourier' };
  const described = { optimizer: { name: 'adam' }, schedule: { name: 'constant' } };
  expect(settings).toMatchObject({ ...described, parameterization, transform: { name: 'box' } });
  const { transform, regularize } = settings as unknown as {
    readonly transform: { readonly views: number };
    readonly regularize: readonly { readonly layer: string }[];
  };
  return {
    ...{ ...recipe, version: 3, parameterization },
    // JSON has nothing where there is undefined
    settings: {
      ...{ ...settings, ...described, parameterization: undefined },
      ...{ percentile: settings.opacityPercentile, opacityPercentile: undefined },
      transform: { name: 'box', crops: transform.views },
      regularize: regularize.map(({ layer }) => ({ layer })),
    },
  };
};
/** As version 2 had it: random boxes, and one regularized layer. */
const version2 = (recipe: Recipe) => {
  const { settings, ...others } = version3(recipe);
  expect(settings).toMatchObject({ mask: null, redirect: false });
  return {
    ...{ ...others, version: 2 },
    settings: {
      ...{ ...settings, transform: undefined, optimizer: undefined, schedule: undefined },
      ...{ mask: undefined, redirect: undefined },
      ...{ crops: settings.transform.crops, regularize: settings.regularize[0]!.layer },
    },
  };
};
/** As version 1 had it: a feature that Fourier coefficients stand for. */
const version1 = (recipe: Recipe) => ({
  ...{ ...version2(recipe), version: 1 },
  ...{ name: undefined, objective: undefined, parameterization: undefined },
});

test.each([
  [3, version3],
  [2, version2],
  [1, version1],
])('a recipe of version %i is replayed to the bit', async (version, older) => {
  const recipe = older(recipeIn('then'));
  expect(recipe.version).toBe(version);
  writeFileSync(at('recipe.json'), JSON.stringify(recipe));
  const { stdout, stderr } = await faccent('replay', at('recipe.json'), '--json');
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({ identical: true, largestDifference: 0, sameEnvironment: true });
});

describe('a recipe whose model is no longer where it was', () => {
  const moved = (folder: string): string => {
    const { model, ...recipe } = recipeIn(folder);
    const gone = { ...model, path: 'gone.onnx', source: undefined };
    writeFileSync(at('moved.json'), JSON.stringify({ ...recipe, model: gone }));
    return at('moved.json');
  };

  test('is run with what ships, if that has its hash', async () => {
    const run = ['accentuate', photo, '--size', '64', '--steps', '1', '--views', '1', '--out', at('ships')];
    expect((await faccent(...run, '--quiet')).status).toBe(0);
    expect((await faccent('replay', moved('ships'))).stdout).toMatch(/^bit-identical/);
  });

  test('is told where what shipped once is, and run with it from there', async () => {
    await expectRefusal(['replay', moved('then')], /"mini-inception" ships no longer: .*--model FOLDER/);
    expect((await faccent('replay', moved('then'), ...onMini)).stdout).toMatch(/^bit-identical/);
  });

  test('is not run with another', () =>
    expectRefusal(
      ['replay', moved('then'), '--model', tinyModel],
      /^error: the model ".*tiny.onnx" is not the one that the recipe was made with/,
    ));
});

describe('a damaged recipe is one clear message, a status and nothing left behind', () => {
  test.each<[object, RegExp]>([
    [
      { objective: { name: 'chanel' } },
      /objective.name is "chanel"; it should be one of add, against, alignment, caricature, channel, /,
    ],
    [{ objective: { name: 'channel', layer: 'logits', unit: -1 } }, /objective.unit is -1/],
    [{ version: 9 }, /of version 9; this faccent reads versions 1 to 8/],
  ])('a recipe with %j', async (part, message) => {
    writeFileSync(at('bad.json'), JSON.stringify({ ...recipeIn('then'), ...part }));
    await expectRefusal(['replay', at('bad.json'), '--out', at('replayed')], message);
  });

  test.each<[unknown, RegExp]>([
    [{ name: 'foo' }, /parameterization.name is "foo"; it should be one of cppn, fourier/],
    [[], /parameterization is \[\]/],
  ])(
    'a recipe with the parameterization %j, of this version or another',
    async (parameterization, message) => {
      const recipe = recipeIn('then');
      const now = { ...recipe, settings: { ...recipe.settings, parameterization } };
      for (const bad of [now, { ...version3(recipe), parameterization }]) {
        writeFileSync(at('bad.json'), JSON.stringify(bad));
        await expectRefusal(['replay', at('bad.json'), '--out', at('replayed')], message);
      }
    },
  );
});
