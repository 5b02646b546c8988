// Proves that a recipe's accentuation is measured where and on what the recipe says, without a command line.
import { expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { Model } from '../model/model.js';
import { channel } from '../objective/channel.js';
import { fixtureBytes } from '../testing/golden.js';
import { picture } from '../testing/networks.js';
import { measure } from './measure.js';
import { measureRun } from './measure-run.js';
import { objectiveValues } from '../inspect/objective-values.js';

const model = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2], regularize: 'relu1' });
const [photo, image] = [0.25, 0.75].map((red) => picture([32, 32], (y) => [red, y / 32, 0]));
const objective = channel({ layer: 'fc', unit: 1 });
const recipe = (regularize: unknown): Parameters<typeof measureRun>[0] =>
  ({
    objective: objective.description,
    settings: { regularize },
    environment: { device: 'cpu', threads: 1 },
  }) as never;
const run = { model, photo: photo!, image: image! };

test('the layer is that of the first regularizer, else the model’s own', async () => {
  const options = { photo: photo!, accentuation: image!, objective, threads: 1 };
  const held = recipe([{ name: 'lpDistance', layer: 'relu2' }]);
  expect(await measureRun(held, run)).toEqual(await measure(model, { ...options, layer: 'relu2' }));
  expect((await measureRun(recipe([]), run)).distance!.layer).toBe('relu1');
});

test('comparisons are with natural images and with another model’s class, where they are given', async () => {
  const natural = [0, 0.5, 1].map((green) => picture([40, 32], () => [0.5, green, 0.5]));
  const found = await measureRun(recipe([]), run, { natural, second: { model, unit: 2 } });
  const naturalActivations = await objectiveValues(model, objective, natural, { threads: 1 });
  const options = { photo: photo!, accentuation: image!, objective, naturalActivations, threads: 1 };
  expect(found).toEqual(await measure(model, { ...options, second: { model, unit: 2 } }));
  expect(Object.keys(await measureRun(recipe([]), run, { natural: [] }))).not.toContain('natural');
});

test('what cannot be measured is refused in the library’s words', async () => {
  const attempt = measureRun(recipe([]), run, { natural: [photo!] });
  await expect(attempt).rejects.toThrow(FaccentError);
  await expect(attempt).rejects.toThrow('at least 2 values');
  await expect(attempt).rejects.not.toThrow('--');
});
