// An explanation tells two classes apart by accentuations that are recipes' runs, and says which channels carried each.
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { FaccentError } from '../errors.js';
import { Model } from '../model/model.js';
import { strongest } from '../inspect.js';
import { replay } from '../recipe/replay.js';
import { network, picture, tensor } from '../testing/networks.js';
import { box } from '../transform/box.js';
import { type ExplainOptions, type Explanation, explain, explanation } from './explanation.js';

const SIDE = 12;
const LABELS = ['red', 'green', 'blue', 'dark'];

/** Early channels are the colours and their lack; each class is the mean of one of them. */
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
  const origin = { source: 'colours.onnx', path: 'colours.onnx', sha256: '0'.repeat(64), assumed: [] };
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
      onPart: (part, name) => void parts(part, name, steps.mock.calls.length),
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
    expect(parts.mock.calls).toEqual([
      ['predicted', 'red', 0],
      ['actual', 'green', 3],
      ['contrast', 'green rather than red', 6],
    ]);
    expect(steps.mock.calls).toEqual(
      ['predicted', 'actual', 'contrast'].flatMap((part) => [0, 1, 2].map((step) => [part, step])),
    );
  });

  test('says how probable the classes became', async () => {
    for (const { result, probabilities } of made.explained) {
      const now = await strongest(model(), result.image, { threads: 1 });
      const of = (unit: number) => now.find((c) => c.unit === unit)!.probability;
      expect(probabilities).toEqual({ predicted: of(0), actual: of(1) });
    }
  });

  test('names the early channels that carried each part', () => {
    const carried = made.explained.map(({ channels }) => channels!.carried[0]!.feature);
    expect(carried).toEqual(['early:0', 'early:1', 'early:1']);
    const { gained } = made.explained[1]!.channels!;
    expect(gained[0]!.feature).toBe('early:1');
    expect(gained.map((c) => c.accentuated - c.photograph)).toEqual(
      gained.map((c) => c.accentuated - c.photograph).sort((a, b) => b - a),
    );
  });

  test('shows small maps, unless it is asked for others', () => {
    for (const { recipe } of made.explained) expect(recipe.settings.opacityPercentile).toBe(5);
  });

  test('is replayed to the bit', async () => {
    const again = await replay(made.explained[2]!.recipe, { model: model(), photo: photograph });
    expect(again.identical).toBe(true);
  });
});

test('classes are named by label or index', async () => {
  const { names, said } = await explain(model(), photograph, { ...small, predicted: 3, actual: 'Blue' });
  expect(names).toEqual({ predicted: 'dark', actual: 'blue' });
  expect(said).toHaveLength(4);
});

test('without a layer to stay close at, no channels are told of', async () => {
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
  const { explained } = await explain(plain, photograph, small);
  for (const { channels } of explained) expect(channels).toBeUndefined();
});

test('left early, it releases what it holds', async () => {
  const run = explanation(model(), photograph, small);
  expect((await run.next()).value).toMatchObject({ part: 'predicted', name: 'red', step: 0 });
  await run.return(undefined as never);
  expect((await run.next()).done).toBe(true);
});

test.each<[ExplainOptions, string]>([
  [{ actual: 'yellow' }, 'no class "yellow"'],
  [{ predicted: 7 }, '"logits" has units 0 to 3; there is no unit 7'],
  [{ predicted: 'red', actual: 0 }, '"red" is both predicted and actual: name two classes'],
  [{ actual: 'red' }, 'the model says "red" itself: name what to tell it from as predicted'],
  [{ steps: 0 }, 'steps is 0'],
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
