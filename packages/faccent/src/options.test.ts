// Proves that the options of a run come whole from their declarations: checks, defaults, JSON and what is typed.
import { describe, expect, test } from 'vitest';
import type { Options } from './declaration/option.js';
import { FaccentError } from './errors.js';
import { checkOption, usageOf } from './index.js';
import { Model } from './model/model.js';
import { sgd } from './optimizer/sgd.js';
import {
  DEFAULTS,
  type RunOptions,
  executionOptions,
  pictureOptions,
  recordedOptions,
  settled,
} from './options.js';
import { cppn } from './parameterization/cppn.js';
import { fourierPhase } from './parameterization/fourier-phase.js';
import type { Start } from './parameterization/parameterization.js';
import { optimizers } from './optimizer/index.js';
import { optionsOf, settingsOf } from './recipe/settings.js';
import { cosine } from './schedule/cosine.js';
import type { DescribedSchedule } from './schedule/schedule.js';
import { fixtureBytes } from './testing/golden.js';
import { box } from './transform/box.js';

const model = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2], regularize: 'relu2' });
const all: Options = { ...recordedOptions, ...pictureOptions, ...executionOptions };

describe('every option', () => {
  test.each(Object.entries(all))(
    '%s says what it is for, and has a default that passes its own check',
    (name, option) => {
      expect(option.about.length).toBeGreaterThan(10);
      if (option.presence === 'default')
        expect(checkOption(option.schema, option.usual, name)).toEqual(option.usual);
      else expect(option.usual).toBeUndefined();
    },
  );

  test.each(Object.entries(recordedOptions as Options))('%s can be typed', (_, option) => {
    expect(option.flag).toBeDefined();
  });

  test('has a name of its own', () => {
    expect(Object.keys(all).length).toBe(
      [recordedOptions, pictureOptions, executionOptions].flatMap((part) => Object.keys(part)).length,
    );
  });
});

const scheduleOf = (options: RunOptions, start: Start) =>
  (settled(model, options, start).schedule as DescribedSchedule).description;

describe('what is left out', () => {
  test('is what suits the run', () => {
    expect(settled(model, {}, 'photograph')).toMatchObject({
      ...{ steps: 50, strength: 0.5, randomSeed: 0, learningRate: DEFAULTS.learningRate, redirect: false },
      ...{ optimizer: { name: 'adam' }, parameterization: { name: 'fourier' } },
      ...{ transform: { name: 'box', views: 16 }, regularize: [{ layers: ['relu2'] }], viewsAtOnce: 4 },
    });
    expect(scheduleOf({}, 'photograph')).toEqual({ name: 'constant' });
    expect(settled(model, { ball: 2 }, 'photograph')).toMatchObject({
      optimizer: { name: 'sgd' },
      learningRate: undefined,
    });
    expect(settled(model, { device: 'webgpu' }, 'photograph').viewsAtOnce).toBeUndefined();
  });

  test('is what suits noise, and a parameterization', () => {
    expect(settled(model, { parameterization: fourierPhase() }, 'noise')).toMatchObject({
      ...{ transform: { name: 'centreBox' }, regularize: [] },
    });
    expect(settled(model, { parameterization: cppn() }, 'noise').learningRate).toBe(0.005);
    expect(scheduleOf({}, 'noise')).toEqual({ name: 'constant' });
  });

  test('null holds the picture nowhere', () => {
    expect(settled(model, { regularize: null }, 'photograph').regularize).toEqual([]);
  });
});

test.each([
  [{ steps: 'many' }, 'steps is "many"; it should be a whole number from 1 to 1000000'],
  [{ transform: 'box' }, 'transform is "box"; it should be a transform, like box()'],
  [{ optimizer: {} }, 'optimizer is {}; it should be an optimizer, like adam()'],
  [{ schedule: 1 }, 'schedule is 1; it should be a schedule, like cosine()'],
  [{ redirect: 1 }, 'redirect is 1; it should be false or true or start'],
  [{ stpes: 3 }, 'has "stpes", which it does not know'],
])('%j is refused by its name', (options, message) => {
  expect(() => settled(model, options as never, 'photograph')).toThrow(FaccentError);
  expect(() => settled(model, options as never, 'photograph')).toThrow(message);
});

test('options go into a recipe and come back', () => {
  const options = {
    ...{
      steps: 3,
      transform: box({ views: 2 }),
      optimizer: sgd({ momentum: 0.9 }),
      learningRate: 2,
      randomSeed: -5,
    },
    ...{
      schedule: cosine({ to: 0.5 }),
      regularize: [{ layer: 'relu1', power: 1 }],
      strength: 2,
      balance: 0.5,
    },
  };
  const picture = { size: [32, 48] as const, opacityPercentile: 10, mask: null };
  const settings = settingsOf(model, options, 'photograph', picture);
  expect(settings).toMatchObject({ ...picture, steps: 3, cutoff: null, ball: null, balance: 0.5 });
  const read = optionsOf({
    settings: JSON.parse(JSON.stringify(settings)) as typeof settings,
    environment: { device: 'cpu', threads: 1 },
  });
  expect(settingsOf(model, read, 'photograph', picture)).toEqual(settings);
  expect(read).toMatchObject({
    steps: 3,
    randomSeed: -5,
    optimizer: { name: 'sgd' },
    regularize: [{ layers: ['relu1'] }],
  });
});

test('what is typed is read by the declarations', () => {
  const { transform, regularize, optimizer } = recordedOptions;
  expect(transform.flag!.parse!(['jitter:4', 'box'], {})).toMatchObject({ name: 'compose' });
  expect(regularize.flag!.parse!(['relu1:1', 'relu2'], {})).toMatchObject([
    { description: { layer: 'relu1', power: 1 } },
    { description: { layer: 'relu2' } },
  ]);
  expect(optimizer.flag!.parse!(['adam:0.5:0.99'], {})).toMatchObject({ name: 'adam' });
  expect(pictureOptions.size.flag!.parse!(['384x512'], {})).toEqual([384, 512]);
  expect(pictureOptions.size.flag!.parse!(['256'], {})).toEqual([256, 256]);
  expect(() => pictureOptions.size.flag!.parse!(['big'], {})).toThrow('size is "big"');
  expect(usageOf(optimizers.declared.find(({ name }) => name === 'sgd')!)).toBe('sgd[:MOMENTUM]');
});
