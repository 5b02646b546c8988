// A series of levels is a recipe's run: it says which levels, what was reached, and is repeated to the bit.
import { expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { accentuateTo } from '../levels/index.js';
import { Model } from '../model/model.js';
import { channel } from '../objective/channel.js';
import { finished } from '../step/finished.js';
import { fixtureBytes } from '../testing/golden.js';
import { picture } from '../testing/networks.js';
import { box } from '../transform/box.js';
import { checkRecipe } from './check.js';
import { replayLevels, runLevels } from './levels-run.js';
import { recipe } from './make.js';
import type { Recipe } from './recipe.js';
import { replay, runRecipe } from './replay.js';

const origin = { source: '/models/tiny.onnx', path: 'tiny.onnx', sha256: 'a'.repeat(64), sources: {} };
const model = Model.read(
  fixtureBytes('tiny.onnx'),
  { size: [32, 32], range: [-2, 2], regularize: 'relu2' },
  { origin },
);
const photo = {
  ...picture([40, 40], (y, x) => [y / 40, x / 40, 0.5]),
  ...{ path: 'photo.png', sha256: 'b'.repeat(64) },
};
const options = { steps: 3, transform: box({ views: 2 }), threads: 1 };
const parts = { model, photograph: photo, objective: { layer: 'fc', unit: 3 }, options };
const inputs = { model, photo };

test('a recipe of levels runs as its options do, and repeats to the bit', async () => {
  const request = await recipe({ ...parts, levels: 5 });
  const { recipe: made, result } = await finished(runLevels(request, inputs));
  const plain = await accentuateTo(model, photo, channel({ layer: 'fc', unit: 3 }), 5, options);
  expect(result.levels).toEqual(plain.levels);
  expect(made).toMatchObject({ levels: 5, results: { activation: { before: plain.activation } } });
  expect(made.results.levels!.map(({ reached }) => reached)).toEqual(
    plain.levels.map(({ reached }) => reached),
  );
  expect(made.results.steps).toHaveLength(6);

  const read = checkRecipe(JSON.parse(JSON.stringify(made)));
  expect(await replayLevels(read, inputs)).toMatchObject({ identical: true, largestDifference: 0 });
  const other: Recipe = { ...read, levels: 4 };
  expect(await replayLevels(other, inputs)).toMatchObject({ identical: false, largestDifference: Infinity });
});

test('levels that are named are noted from the lowest up', async () => {
  expect((await recipe({ ...parts, levels: [2, -1.5, 2] })).levels).toEqual([-1.5, 2]);
});

test('a recipe of levels is told apart from one of a run', async () => {
  const request = await recipe({ ...parts, levels: [0] });
  await expect(finished(runRecipe(request, inputs))).rejects.toThrow('run it by runLevels');
  await expect(replay(request as Recipe, inputs)).rejects.toThrow(FaccentError);
  await expect(finished(runLevels(await recipe(parts), inputs))).rejects.toThrow('run it by runRecipe');
  await expect(recipe({ ...parts, photograph: undefined, levels: 3 })).rejects.toThrow('of a photograph');
  await expect(recipe({ ...parts, levels: [] })).rejects.toThrow('levels is []');
  const noise = await recipe({ ...parts, options: { ...options, startFrom: 'noise' }, levels: 3 });
  await expect(finished(runLevels(noise, inputs))).rejects.toThrow('begin in the photograph');
});

test.each([
  [{ levels: 1 }, 'recipe.levels is 1'],
  [{ levels: 'all' }, 'recipe.levels is "all"'],
  [{ results: { levels: [{}] } }, 'recipe.results'],
])('a recipe with %j is refused', async (part, message) => {
  const request = await recipe({ ...parts, levels: 3 });
  const results = { activation: { before: 0, after: 1 }, steps: [], image: 'a', opacity: 'b' };
  const whole = { ...request, format: 'faccent-recipe', version: 8, results, ...part };
  expect(() => checkRecipe(JSON.parse(JSON.stringify(whole)))).toThrow(message);
});
