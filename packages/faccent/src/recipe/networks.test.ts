// Proves that a recipe names the other networks of its objective, and repeats to the bit with them, and with no others.
import { expect, test } from 'vitest';
import { Model } from '../model/model.js';
import { against, channel, seenBy } from '../objective/index.js';
import { finished } from '../step/finished.js';
import { fixtureBytes } from '../testing/golden.js';
import { picture } from '../testing/networks.js';
import { box } from '../transform/box.js';
import { checkRecipe } from './check.js';
import { recipe } from './make.js';
import { replay, runRecipe } from './replay.js';

const modelAt = (source: string, range: readonly [number, number]): Model =>
  Model.read(
    fixtureBytes('tiny.onnx'),
    { size: [32, 32], range, regularize: 'relu2' },
    { origin: { source, path: source, sha256: 'a'.repeat(64), sources: {} } },
  );
const [own, second] = [modelAt('/models/tiny.onnx', [-2, 2]), modelAt('/models/second.onnx', [0, 1])];
const photo = {
  ...picture([40, 40], (y, x) => [y / 40, x / 40, 0.5]),
  ...{ path: 'photo.png', sha256: 'b'.repeat(64) },
};
const objective = against({
  raised: channel({ layer: 'fc', unit: 3 }),
  other: seenBy({ model: second, objective: channel({ layer: 'fc', unit: 3 }) }),
  weight: 1,
});
const options = { steps: 3, transform: box({ views: 2 }), threads: 1 };

test('the other networks are named by their files and descriptions, and found again', async () => {
  const request = await recipe({ model: own, photograph: photo, objective, options });
  expect(request.networks).toMatchObject([{ path: '/models/second.onnx', description: { range: [0, 1] } }]);
  const { recipe: made, result } = await finished(
    runRecipe(request, { model: own, photo, networks: [second] }),
  );
  expect(made.results.against).toEqual(result.against);
  const read = checkRecipe(JSON.parse(JSON.stringify(made)));
  // as what reads the recipe finds it: the same file, described as the recipe says
  const again = Model.read(fixtureBytes('tiny.onnx'), read.networks![0]!.description, {
    origin: second.origin,
  });
  const replayed = await replay(read, { model: own, photo, networks: [again] });
  expect(replayed).toMatchObject({ identical: true, largestDifference: 0 });
  expect(replayed.recipe.results.against).toEqual(made.results.against);
});

test('without them, or with the same file seen otherwise, it is refused', async () => {
  const request = await recipe({ model: own, photograph: photo, objective, options });
  const run = (networks: readonly Model[]) => finished(runRecipe(request, { model: own, photo, networks }));
  for (const networks of [[], [modelAt('/models/second.onnx', [-1, 1])]])
    await expect(run(networks)).rejects.toThrow('the fingerprint of a network that is given beside');
  expect(
    (await recipe({ model: own, photograph: photo, objective: channel({ layer: 'fc', unit: 1 }) })).networks,
  ).toBe(undefined);
});

test.each([
  [{ networks: 3 }, 'recipe.networks is 3; it should be a list'],
  [{ networks: [{ path: 'a' }] }, 'recipe.networks[0].sha256 is missing'],
  [{ against: { raised: 1 } }, 'recipe.results.against.raised is 1'],
])('a recipe with %j is refused', async (part, message) => {
  const request = await recipe({ model: own, photograph: photo, objective, options });
  const results = { activation: { before: 0, after: 1 }, steps: [], image: 'a', opacity: 'b' };
  const { networks, ...against } = { networks: request.networks, ...part } as Record<string, unknown>;
  const whole = {
    ...request,
    format: 'faccent-recipe',
    version: 8,
    networks,
    results: { ...results, ...against },
  };
  expect(() => checkRecipe(JSON.parse(JSON.stringify(whole)))).toThrow(message);
});
