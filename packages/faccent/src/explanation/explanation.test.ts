// An explanation tells two classes apart by accentuations that are recipes' runs, and says which channels carried each.
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { FaccentError } from '../errors.js';
import { Model } from '../model/model.js';
import { strongest } from '../inspect/index.js';
import { replay } from '../recipe/replay.js';
import { graphCache } from '../step/cache.js';
import { countingBackend } from '../testing/counting.js';
import { maxDifference } from '../testing/golden.js';
import { network, picture, tensor } from '../testing/networks.js';
import { box } from '../transform/box.js';
import { type ExplainOptions, type Explanation, explain, explanation } from './explanation.js';

const SIDE = 12;
const LABELS = ['red', 'green', 'blue', 'dark'];

/** Channels are the colours and their lack; each class is the mean of one of them. */
function model(classes = 4): Model {
  const mix = [1, 0, 0, 0, 1, 0, 0, 0, 1, -1, -1, -1];
  const bytes = network(
    { image: ['n', 3, SIDE, SIDE] },
    [
      ['Conv', ['image', 'mix', 'shift'], 'early'],
      ['Relu', ['early'], 'seen'],
      ['GlobalAveragePool', ['seen'], 'pooled'],
      ['Flatten', ['pooled'], 'flat'],
      ['MatMul', ['flat', 'weights'], 'logits'],
    ],
    {
      mix: tensor([4, 3, 1, 1], mix),
      shift: tensor([4], [0, 0, 0, 1.7]),
      weights: tensor(
        [4, classes],
        Array.from({ length: 4 * classes }, (_, i) => (Math.floor(i / classes) === i % classes ? 5 : 0)),
      ),
    },
  );
  const description = { size: [SIDE, SIDE], range: [0, 1], labels: LABELS, regularize: 'early' };
  const origin = { source: 'colours.onnx', path: 'colours.onnx', sha256: '0'.repeat(64), sources: {} };
  return Model.read(bytes, description, { origin });
}

/** Mostly red, some green. */
const photograph = {
  ...picture([SIDE, SIDE], (y, x) => [0.7 + 0.02 * (x % 3), 0.5 - 0.01 * y, 0.2]),
  path: 'photo.jpg',
};

const small: ExplainOptions = { steps: 3, transform: box({ views: 2 }), threads: 1 };

describe('an explanation', () => {
  let made: Explanation;
  const [steps, parts] = [vi.fn(), vi.fn()];
  beforeAll(async () => {
    made = await explain(model(), photograph, {
      ...small,
      onStep: ({ part, step }) => void steps(part, step),
      onPart: (part, name, place) => void parts(part, name, place, steps.mock.calls.length),
    });
  });

  test('takes the two strongest classes by itself, and says what the model said', () => {
    expect(made.names).toEqual({ predicted: 'red', actual: 'green' });
    expect(made.said.map((s) => s.label)).toEqual(['red', 'green', 'dark', 'blue']);
    expect(made.said.reduce((sum, s) => sum + s.probability!, 0)).toBeCloseTo(1, 5);
  });

  test('accentuates each class and the one less the other', () => {
    expect(made.explained.map(({ part, recipe }) => [part, recipe.name])).toEqual([
      ['predicted', 'red'],
      ['actual', 'green'],
      ['contrast', 'green rather than red'],
    ]);
    for (const { recipe } of made.explained)
      expect(recipe.results.activation.after).toBeGreaterThan(recipe.results.activation.before);
    const [predicted, actual, contrast] = made.explained.map(
      ({ recipe }) => recipe.results.activation.before,
    );
    expect(contrast).toBeCloseTo(actual! - predicted!, 4);
    expect(made.explained[0]!.recipe.feature).toEqual({ layer: 'logits', unit: 0, label: 'red' });
    expect(made.explained[2]!.recipe.feature).toBeUndefined();
    const place = (at: number, of: number) => ({ at, of, steps: 3 });
    expect(parts.mock.calls).toEqual([
      ['predicted', 'red', place(1, 3), 0],
      ['actual', 'green', place(2, 3), 3],
      ['contrast', 'green rather than red', place(3, 3), 6],
      ...made.channels.map(({ feature }, i) => ['channel', feature, place(i + 1, 4), 9 + 3 * i]),
    ]);
    expect(steps.mock.calls).toEqual(
      ['predicted', 'actual', 'contrast', ...Array<string>(4).fill('channel')].flatMap((part) =>
        [0, 1, 2].map((step) => [part, step]),
      ),
    );
  });

  test('says how probable the classes became', async () => {
    for (const { result, probabilities } of made.explained) {
      const now = await strongest(model(), result.image, { threads: 1 });
      const of = (unit: number) => now.find((c) => c.unit === unit)!.probability;
      expect(probabilities).toEqual({ predicted: of(0), actual: of(1) });
    }
  });

  test('names the channels of the last layer with positions that carried each part', () => {
    expect(made.layer).toBe('seen');
    const carried = made.explained.map(({ carriers }) => carriers!.channels[0]!.feature);
    expect(carried).toEqual(['seen:0', 'seen:1', 'seen:1']);
    for (const { carriers } of made.explained) {
      const added = carriers!.channels.map((c) => c.accentuated);
      expect(added).toEqual([...added].sort((x, y) => y - x));
    }
  });

  test('shows each channel once, accentuated for it alone, as a recipe has it', async () => {
    const features = made.explained.flatMap(({ carriers }) => carriers!.channels.map((c) => c.feature));
    expect(made.channels.map((c) => c.feature)).toEqual([...new Set(features)]);
    for (const { unit, recipe, result } of made.channels) {
      expect(recipe.feature).toEqual({ layer: 'seen', unit });
      expect(recipe.results.activation).toEqual(result.activation);
      expect(result.activation.after).toBeGreaterThan(result.activation.before);
      expect(recipe.settings).toMatchObject({ steps: 3, transform: { name: 'box', views: 2 } });
    }
    const again = await replay(made.channels[1]!.recipe, { model: model(), photo: photograph });
    expect(again.identical).toBe(true);
  });

  test('maps where a channel fires: on the photograph, and on the accentuated picture', () => {
    const plane = (data: Float32Array, unit: number) =>
      data.subarray(unit * SIDE ** 2, (unit + 1) * SIDE ** 2);
    // channels are the colours: where they fire is known without the network
    for (const { unit, where } of made.channels.filter((c) => c.unit < 3)) {
      expect(where!.size).toEqual([SIDE, SIDE]);
      expect(maxDifference(where!.map, plane(photograph.data, unit))).toBeLessThan(1e-6);
    }
    for (const { result, carriers } of made.explained)
      for (const { unit, where } of carriers!.channels.filter((c) => c.unit < 3))
        expect(maxDifference(where!.map, plane(result.image.data, unit))).toBeLessThan(1e-6);
  });

  test('shows small maps, unless it is asked for others', () => {
    for (const { recipe } of made.explained) expect(recipe.settings.opacityPercentile).toBe(5);
  });

  test('is replayed to the bit', async () => {
    const again = await replay(made.explained[2]!.recipe, { model: model(), photo: photograph });
    expect(again.identical).toBe(true);
  });
});

test('goes on from where each of its accentuations was left, to the bit, and takes no step again', async () => {
  const cache = graphCache();
  type Left = Awaited<ReturnType<NonNullable<ExplainOptions['resume']>>>;
  const keyOf = (part: string, unit?: number): string => (unit === undefined ? part : `${part}:${unit}`);
  /** All of an explanation, and where each accentuation stood after each step, with its key. */
  const followed = async (resume?: ExplainOptions['resume']) => {
    const stood: [key: string, Left][] = [];
    let key = '';
    const run = explanation(model(), photograph, {
      ...{ ...small, channels: 2, cache },
      resume: (part, unit) => ((key = keyOf(part, unit)), resume?.(part, unit) ?? Promise.resolve(undefined)),
    });
    for (;;) {
      const { done, value } = await run.next();
      if (done) return { made: undated(value), stood };
      stood.push([key, structuredClone(await value.checkpoint!())]);
    }
  };
  const undated = (made: Explanation): Explanation =>
    JSON.parse(
      JSON.stringify(made, (name, value: unknown) => (name === 'created' ? '' : value)),
    ) as Explanation;

  const whole = await followed();
  const all = whole.stood.length;
  expect(all).toBe(3 * (3 + whole.made.channels.length));
  // before its first step, in the midst of a part, after one, in the midst of a channel, and after all
  for (const done of [0, 2, 3, 10, all]) {
    const left = new Map(whole.stood.slice(0, done));
    const again = await followed((part, unit) => Promise.resolve(left.get(keyOf(part, unit))));
    expect(again.stood).toHaveLength(all - done);
    expect(again.made).toEqual(whole.made);
  }
  await cache.release();
});

test('classes are named by label or index', async () => {
  const { names, said } = await explain(model(), photograph, { ...small, predicted: 3, actual: 'Blue' });
  expect(names).toEqual({ predicted: 'dark', actual: 'blue' });
  expect(said).toHaveLength(4);
});

/** An explanation that names one channel for each part. */
const naming = (layer: string): Promise<Explanation> =>
  explain(model(), photograph, { ...small, layer, channels: 1 });

test.each(['seen', 'early', 'pooled'])(
  'what channels of %s add, the named and the others, is what all of the layer adds',
  async (layer) => {
    const { explained } = await naming(layer);
    for (const { recipe, carriers } of explained) {
      const { channels, others } = carriers!;
      expect(channels).toHaveLength(1);
      const sum = (on: 'photograph' | 'accentuated') => channels[0]![on] + others[on];
      const { before, after } = recipe.results.activation;
      // nothing is added to the score after these layers
      expect(sum('photograph')).toBeCloseTo(before, 4);
      expect(sum('accentuated')).toBeCloseTo(after, 4);
    }
  },
);

test('a layer without positions has channels, and no maps', async () => {
  const { layer, channels, explained } = await naming('pooled');
  expect(layer).toBe('pooled');
  expect(channels.map(({ feature, where }) => [feature, where])).toEqual([
    ['pooled:0', undefined],
    ['pooled:1', undefined],
  ]);
  expect(explained[0]!.carriers!.channels[0]!.where).toBeUndefined();
});

test('no channels are shown where none are asked for', async () => {
  const { explained, channels, layer } = await explain(model(), photograph, { ...small, channels: 0 });
  expect([channels, layer]).toEqual([[], 'seen']);
  for (const { carriers } of explained) expect(carriers).toBeUndefined();
});

test('without a layer with positions before the classes, no channels are told of', async () => {
  const { description, origin } = model();
  const bytes = network(
    { image: ['n', 3, SIDE, SIDE] },
    [
      ['GlobalAveragePool', ['image'], 'pooled'],
      ['Flatten', ['pooled'], 'logits'],
    ],
    {},
  );
  const plain = Model.read(bytes, { ...description, regularize: undefined }, { origin });
  const { explained, channels, layer } = await explain(plain, photograph, small);
  expect([channels, layer]).toEqual([[], undefined]);
  for (const { carriers } of explained) expect(carriers).toBeUndefined();
});

test.each(['predicted', 'channel'])('left early, at a %s, it releases what it holds', async (part) => {
  const { backend, counts } = countingBackend();
  const run = explanation(model(), photograph, { ...small, backend });
  let step = await run.next();
  while (!step.done && step.value.part !== part) step = await run.next();
  expect(step.value).toMatchObject({ part, name: part === 'channel' ? 'seen:0' : 'red', step: 0 });
  expect(counts.compiled).toBeGreaterThan(counts.released);
  await run.return(undefined as never);
  expect((await run.next()).done).toBe(true);
  expect(counts.compiled).toBe(counts.released);
});

test('all channels share compiled graphs, whose unit is an input', async () => {
  const compiled = async (channels: number): Promise<number> => {
    const { backend, counts } = countingBackend();
    const made = await explain(model(), photograph, { ...small, channels, backend });
    expect(made.channels.length).toBe(channels === 1 ? 2 : 4);
    return counts.compiled;
  };
  expect(await compiled(4)).toBe(await compiled(1));
});

test.each<[ExplainOptions, string]>([
  [{ actual: 'yellow' }, 'no class "yellow"'],
  [{ predicted: 7 }, 'the model has classes 0 to 3; there is no class 7'],
  [{ predicted: 'red', actual: 0 }, '"red" is both predicted and actual: name two classes'],
  [{ actual: 'red' }, 'the model says "red" itself: name what to tell it from as predicted'],
  [{ steps: 0 }, 'steps is 0'],
  [{ channels: -1 }, 'channels is -1; it should be a whole number, 0 or more'],
  [{ layer: 'sean' }, 'the model has no layer "sean"; the closest are "seen"'],
  [{ layer: 'logits' }, '"logits" has no channels that the classes are computed from'],
  [{ layer: 'image' }, '"image" has no channels that the classes are computed from'],
])('%j is refused', async (options, message) => {
  const refused = explain(model(), photograph, { ...small, ...options });
  await expect(refused).rejects.toThrow(FaccentError);
  await expect(refused).rejects.toThrow(message);
});

test('one class cannot be told from another', async () => {
  await expect(explain(model(1), photograph, small)).rejects.toThrow(
    'has one unit: there are no two classes',
  );
});
