// From one photograph pictures of each wanted activation: one ascent and one descent, and lines between their pictures.
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Image } from '../image/image.js';
import { quantile } from '../exemplars/index.js';
import { objectiveValues } from '../inspect/index.js';
import { Model } from '../model/model.js';
import { channel } from '../objective/channel.js';
import { compareL2 } from '../objective/compare.js';
import { pixel } from '../parameterization/pixel.js';
import { batch } from '../parameterization/batch.js';
import { constant } from '../schedule/constant.js';
import { DEFAULTS } from '../options.js';
import type { Checkpoint } from '../step/records.js';
import { fixture, fixtureBytes, type GoldenArray } from '../testing/golden.js';
import { countingBackend } from '../testing/counting.js';
import { box } from '../transform/box.js';
import { between } from './between.js';
import { type Direction, type Levels, type LevelsOptions, accentuateTo, accentuationTo } from './index.js';
import { keptEvery } from './path.js';
import { pictureAt } from './picture-at.js';

const golden = fixture<{ seed: GoldenArray }>('trajectories.json');
const photo: Image = { size: [48, 48], data: Float32Array.from(golden.seed.data) };
const tiny = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
const logit = channel({ layer: 'fc', unit: 3 });
const quick: LevelsOptions = {
  ...{ steps: 6, regularize: 'relu2', threads: 1, schedule: constant() },
  transform: box({ views: 3, fraction: [0.05, 0.99] }),
};

const errorsOf = ({ levels, range: [low, high] }: Levels): number[] =>
  levels.map(({ wanted, reached }) => Math.abs(reached - wanted) / (high - low));

describe('so many levels', () => {
  let made: Levels;
  const { backend, counts } = countingBackend();
  const onStep = vi.fn<(direction: Direction, step: number) => void>();
  beforeAll(async () => {
    made = await accentuateTo(tiny, photo, logit, 9, {
      ...{ ...quick, backend },
      onStep: ({ direction, step }) => onStep(direction, step),
    });
  });

  test('lie evenly from the lowest to the highest that is reached, the photograph between them', () => {
    const wanted = made.levels.map((level) => level.wanted);
    expect(wanted).toHaveLength(9);
    const apart = wanted.slice(1).map((level, i) => level - wanted[i]!);
    for (const each of apart) expect(each).toBeCloseTo(apart[0]!, 9);
    expect(wanted[0]!).toBeLessThan(made.activation);
    expect(wanted.at(-1)!).toBeGreaterThan(made.activation);
    const { ascent, descent } = made.paths;
    expect(wanted[0]).toBe(Math.min(...descent!.pictures.map(({ activation }) => activation)));
    expect(wanted.at(-1)).toBe(Math.max(...ascent!.pictures.map(({ activation }) => activation)));
  });

  test('are what the pictures are on the whole, to a half percent of the range', async () => {
    expect(Math.max(...errorsOf(made))).toBeLessThanOrEqual(0.005);
    const again = await objectiveValues(
      tiny,
      logit,
      made.levels.map(({ image }) => image),
    );
    expect(again).toEqual(made.levels.map(({ reached }) => reached));
    expect((await objectiveValues(tiny, logit, [photo]))[0]).toBe(made.activation);
    expect(made.levels.some(({ missed }) => missed)).toBe(false);
  });

  test('are found in one ascent and one descent', () => {
    const steps = (direction: Direction) => [0, 1, 2, 3, 4, 5].map((step) => [direction, step]);
    expect(onStep.mock.calls).toEqual([...steps('ascent'), ...steps('descent')]);
    expect(made.paths.ascent!.pictures.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    // both directions have one compiled step: what is compiled is no more than of one accentuation and the probe
    expect(counts.released).toBe(counts.compiled);
    expect(counts.compiled).toBeLessThanOrEqual(6);
  });

  test('come from the side that they lie on, and further on the higher they are', () => {
    for (const { wanted, direction, step } of made.levels) {
      expect(direction).toBe(wanted >= made.activation ? 'ascent' : 'descent');
      expect(step).toBeGreaterThanOrEqual(0);
      expect(step).toBeLessThanOrEqual(6);
    }
    const up = made.levels.filter(({ direction }) => direction === 'ascent').map(({ step }) => step);
    expect(up).toEqual([...up].sort((a, b) => a - b));
  });

  test('tell of the objective itself on the way down too', () => {
    const { ascent, descent } = made.paths;
    expect(descent!.steps[0]!.activation).toBeCloseTo(ascent!.steps[0]!.activation, 4);
    expect(descent!.steps.at(-1)!.activation).toBeLessThan(descent!.steps[0]!.activation);
  });

  test('have the same bits again', async () => {
    const again = await accentuateTo(tiny, photo, logit, 9, quick);
    expect(again.levels).toEqual(made.levels);
    expect(again.paths.descent!.opacity).toEqual(made.paths.descent!.opacity);
  });

  test('go on from where they were left to the same bits', async () => {
    const kept: { [D in Direction]?: Checkpoint } = {};
    const run = accentuationTo(tiny, photo, logit, 9, quick);
    for await (const { direction, step, checkpoint } of run) {
      kept[direction] = await checkpoint!();
      if (direction === 'descent' && step === 2) break;
    }
    const resume = (direction: Direction) => Promise.resolve(kept[direction]);
    const taken = vi.fn();
    const rest = await accentuateTo(tiny, photo, logit, 9, { ...quick, resume, onStep: taken });
    expect(taken).toHaveBeenCalledTimes(3);
    expect(rest.levels).toEqual(made.levels);
    expect(rest.paths).toEqual(made.paths);
  });
});

describe('levels that are named', () => {
  test('end their direction once it has passed them, and need none that leads to no level', async () => {
    const all = await accentuateTo(tiny, photo, logit, 9, quick);
    const [low, high] = [
      all.paths.ascent!.pictures[1]!.activation,
      all.paths.ascent!.pictures[2]!.activation,
    ];
    const level = (low + high) / 2;
    const steps = vi.fn();
    const made = await accentuateTo(tiny, photo, logit, [level, level, low], { ...quick, onStep: steps });
    expect(made.levels.map(({ wanted }) => wanted)).toEqual([low, level]);
    expect(made.paths.descent).toBeUndefined();
    expect(made.paths.ascent!.pictures).toHaveLength(3);
    expect(steps).toHaveBeenCalledTimes(3);
    expect(made.levels[0]!.step).toBe(1);
    expect(made.levels[1]!.step).toBeGreaterThan(1);
    expect(Math.max(...errorsOf(made))).toBeLessThanOrEqual(0.005);
    // what ended is not gone on with
    let kept: Checkpoint | undefined;
    for await (const { checkpoint } of accentuationTo(tiny, photo, logit, [level, low], quick))
      kept = await checkpoint!();
    const again = await accentuateTo(tiny, photo, logit, [level, low], {
      ...{ ...quick, resume: () => Promise.resolve(kept), onStep: steps },
    });
    expect(steps).toHaveBeenCalledTimes(3);
    expect(again).toEqual(made);
  });

  test('may be quantiles of natural photographs', async () => {
    const natural = await objectiveValues(tiny, logit, [
      photo,
      { ...photo, data: photo.data.map((x) => 1 - x) },
    ]);
    const wanted = quantile(natural, 0.5);
    const { levels } = await accentuateTo(tiny, photo, logit, [wanted], { ...quick, steps: DEFAULTS.steps });
    expect(levels[0]!.reached).toBeCloseTo(wanted, 2);
  });

  test('that are out of reach have the nearest picture, and say so', async () => {
    const { levels, paths } = await accentuateTo(tiny, photo, logit, [1e6], { ...quick, steps: 2 });
    const most = Math.max(...paths.ascent!.pictures.map(({ activation }) => activation));
    expect(levels).toMatchObject([{ wanted: 1e6, reached: most, missed: true, direction: 'ascent' }]);
  });
});

test.each([
  [1, {}, 'levels is 1; it should be a number of levels from 2 to 100, or a list of 1 to 100 activations'],
  [[], {}, 'levels is []; it should be a number of levels'],
  [[0, NaN], {}, 'levels[1] is NaN'],
  [3, { parameterization: batch(pixel(), 2) }, 'of a batch, make each by itself'],
  [3, { cutoff: 1 }, 'leave cutoff out'],
  [3, { startFrom: 'noise' }, "startFrom at 'photograph'"],
  [3, { snapshots: 2 }, 'leave snapshots out'],
] as const)('levels %j with %j are refused', async (levels, options, message) => {
  const { backend, counts } = countingBackend();
  const made = accentuateTo(tiny, photo, logit, levels, { ...quick, ...options, backend });
  await expect(made).rejects.toThrow(message);
  expect(counts.compiled).toBe(0);
});

test('an objective over a batch is refused', async () => {
  const objective = compareL2({ layer: 'relu2' });
  await expect(accentuateTo(tiny, photo, objective, 3, quick)).rejects.toThrow();
});

describe('on a line between two pictures', () => {
  const image = (x: number): Image => ({ size: [1, 1], data: Float32Array.of(x) });
  const looking = (f: (x: number) => number) => {
    const valueOn = vi.fn(({ data }: Image) => Promise.resolve(f(data[0]!)));
    return { valueOn, ends: [0, 1].map((x) => ({ image: image(x), activation: f(x) })) as never };
  };

  test.each([
    ['a straight line', (x: number) => 3 * x - 1, 1],
    ['a bent line', (x: number) => Math.max(0, x - 0.7) * 10, 10],
    ['a hollow curve', (x: number) => x ** 8, 14],
    ['a step that is steep', (x: number) => Math.tanh(200 * (x - 0.3)), 20],
  ])('of %s a level is found', async (_, f, looks) => {
    for (const part of [0.1, 0.5, 0.9]) {
      const { valueOn, ends } = looking(f);
      const wanted = f(0) + part * (f(1) - f(0));
      const tolerance = 1e-3 * (f(1) - f(0));
      const found = await between(valueOn, ends, wanted, tolerance);
      expect(Math.abs(found.activation - wanted)).toBeLessThanOrEqual(tolerance);
      expect(f(found.share)).toBeCloseTo(found.activation, 4);
      expect(valueOn.mock.calls.length).toBeLessThanOrEqual(looks);
    }
  });

  test('the first that pass a level are taken, be it passed again', async () => {
    const pictures = [0, 2, 1, 3].map((x, step) => ({ step, image: image(x), activation: x }));
    const valueOn = ({ data }: Image) => Promise.resolve(data[0]!);
    const at = (level: number) => pictureAt({ pictures }, level, { valueOn, tolerance: 0 });
    expect((await at(1.5)).step).toBe(0.75);
    expect((await at(2.5)).step).toBe(2.75);
    expect(await at(0)).toMatchObject({ step: 0, reached: 0 });
    expect(await at(4)).toMatchObject({ step: 3, reached: 3 });
  });
});

test('pictures are kept as often as fits in memory, some in any case', () => {
  expect(keptEvery(50, [512, 512])).toBe(1);
  expect(keptEvery(1000, [224, 224])).toBe(16);
  expect(keptEvery(50, [4096, 4096])).toBe(7);
});
