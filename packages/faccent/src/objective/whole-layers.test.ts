// Proves that objectives of whole layers, and those that compare with the photograph, have PyTorch's values and gradients.
import { describe, expect, test } from 'vitest';
import { accentuate } from '../accentuate.js';
import { type Image } from '../image/image.js';
import { Model } from '../model/model.js';
import { box } from '../transform/box.js';
import { visualize } from '../visualize.js';
import { type GoldenArray, fixture, fixtureBytes, relativeError } from '../testing/golden.js';
import { evaluate } from '../testing/objectives.js';
import { attribute } from '../attribution/index.js';
import { add, caricature, channels, deepDream, inversion, negate, parseObjective, style } from './index.js';
import type { Objective } from './objective.js';

const golden = fixture<{
  picture: GoldenArray;
  photograph: GoldenArray;
  cases: { name: string; value: number; gradient: GoldenArray }[];
}>('whole-layers.json');

const CASES: Record<string, Objective> = {
  deepDream: deepDream({ layer: 'a' }),
  'deepDream, power 3, image 1': deepDream({ layer: 'a', power: 3, item: 1 }),
  channels: channels({ layer: 'a', units: [1, 4, 2] }),
  caricature: caricature({ layer: 'a' }),
  'caricature, power 0': caricature({ layer: 'a', power: 0 }),
  'caricature, power 2': caricature({ layer: 'a', power: 2 }),
  inversion: inversion({ layer: 'a' }),
  style: style({ layer: 'a' }),
};

test.each(golden.cases)('golden $name', async ({ name, value: wanted, gradient: slope }) => {
  const found = await evaluate(CASES[name]!, { a: golden.picture }, { a: golden.photograph });
  expect(Math.abs(found.value - wanted) / Math.abs(wanted)).toBeLessThan(1e-5);
  expect(relativeError(found.gradient('a'), slope.data)).toBeLessThan(1e-5);
});

test('the photograph itself is 1 to a caricature, and 0 to what compares with it', async () => {
  for (const [objective, itself] of [
    [caricature({ layer: 'a' }), 1],
    [inversion({ layer: 'a' }), 0],
    [style({ layer: 'a' }), 0],
  ] as const)
    expect((await evaluate(objective, { a: golden.picture })).value).toBeCloseTo(itself, 5);
});

test.each(Object.entries(CASES))(
  '%s has a finite gradient where the layer is silent',
  async (_, objective) => {
    const silent = { a: { ...golden.picture, data: golden.picture.data.map(() => 0) } };
    for (const [picture, photograph] of [
      [silent, silent],
      [{ a: golden.picture }, silent],
      [silent, { a: golden.photograph }],
    ] as const) {
      const { value, gradient: slope } = await evaluate(objective, picture, photograph);
      expect(value).toSatisfy(Number.isFinite);
      expect(slope('a').every(Number.isFinite)).toBe(true);
    }
  },
);

describe('as text', () => {
  test.each([
    ['relu3:*', { name: 'deepDream', layer: 'relu3' }],
    ['relu3:3-6', { name: 'channels', layer: 'relu3', units: [3, 4, 5, 6] }],
    ['relu3:1,4-5', { name: 'channels', layer: 'relu3', units: [1, 4, 5] }],
    ['relu3:4-4', { name: 'channel', layer: 'relu3', unit: 4 }],
  ])('%s', (text, description) => {
    expect(parseObjective(text).description).toEqual(description);
  });

  test('a minus before a term is no range', () => {
    const { terms } = parseObjective('a:3-9*b:2 - 2*c:* + d:1-2').description as unknown as {
      terms: unknown[];
    };
    expect(terms).toHaveLength(4);
    expect(terms[3]).toEqual({ name: 'channels', layer: 'd', units: [1, 2] });
  });

  test.each([
    ['a:6-3', 'should go from the lower unit to the higher'],
    ['a:0-99999999', 'more units than layers have'],
    ['a:3,3', 'no unit is twice'],
    ['a:3-', 'is no objective'],
    ['a:*@1,2', 'is no objective'],
  ])('%s is refused', (text, message) => {
    expect(() => parseObjective(text)).toThrow(message);
  });
});

describe('in a run', () => {
  const model = Model.read(fixtureBytes('tiny.onnx'), {
    ...{ size: [32, 32], range: [-2, 2], regularize: 'relu1' },
  });
  const photo: Image = {
    size: [32, 32],
    data: Float32Array.from({ length: 3 * 32 * 32 }, (_, i) => 0.5 + 0.4 * Math.sin(i / 7)),
  };
  const how = { steps: 6, transform: box({ views: 4 }), threads: 1 };

  test.each([
    ['caricature', caricature({ layer: 'relu3' })],
    [
      'deepDream and channels',
      add(deepDream({ layer: 'relu3' }), channels({ layer: 'relu3', units: [0, 2] })),
    ],
  ])('%s rises from the photograph', async (_, objective) => {
    const { activation, steps } = await accentuate(model, photo, objective, { ...how, strength: 0.1 });
    expect(activation.after).toBeGreaterThan(activation.before);
    expect(steps.every((step) => Number.isFinite(step.activation))).toBe(true);
  });

  test('an inversion from another start comes closer, whichever views are taken at once', async () => {
    const start: Image = { size: [32, 32], data: photo.data.map((_, i) => 0.5 + 0.05 * Math.cos(i * i)) };
    const run = (viewsAtOnce: number) =>
      accentuate(model, photo, inversion({ layer: 'relu3' }), {
        ...{ ...how, start, strength: 0, steps: 12, viewsAtOnce },
      });
    const [all, grouped] = [await run(4), await run(2)];
    expect(all.steps[0]!.activation).toBeLessThan(-0.01);
    expect(all.activation.after).toBeGreaterThan(all.steps[0]!.activation);
    expect(relativeError(grouped.image.data, all.image.data)).toBeLessThan(1e-3);
  });

  test('without a photograph, and of attributions, it is said what is missing', async () => {
    const objective = negate(style({ layer: 'relu3' }));
    await expect(visualize(model, objective, [32, 32], how)).rejects.toThrow(
      'compares the picture with a photograph: start from one',
    );
    await expect(attribute(model, photo, objective, { method: 'gradientTimesInput' })).rejects.toThrow(
      'compares a picture with its photograph',
    );
  });

  test('a unit that the layer lacks is told of', async () => {
    const objective = channels({ layer: 'relu3', units: [1, 900] });
    await expect(accentuate(model, photo, objective, how)).rejects.toThrow('there is no unit 900');
  });
});
