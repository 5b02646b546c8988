// Proves that one feature is raised against another of a second network, whatever its size, colours and layout, as PyTorch says.
import { Builder, finish } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { accentuate } from '../accentuate.js';
import { attribute } from '../attribution/index.js';
import { balanceAgainst } from '../opposed/balance.js';
import { benchmarkForward } from '../benchmark.js';
import { objectiveValues } from '../inspect/objective-values.js';
import type { Model } from '../model/model.js';
import { pixel } from '../parameterization/pixel.js';
import { createSession, value } from '../platform/runtime.js';
import { backend } from '../platform/node.js';
import { graphBytes } from '../platform/weights.js';
import { graphCache } from '../step/cache.js';
import { type ViewInputs, seeViews } from '../step/forward.js';
import { adam } from '../optimizer/adam.js';
import { relativeError } from '../testing/golden.js';
import {
  SIZE,
  changed,
  first,
  golden,
  other,
  photo,
  raised,
  second,
  secondOf,
} from '../testing/two-networks.js';
import { tradeOffChart } from '../report/index.js';
import { box } from '../transform/box.js';
import { whole } from '../transform/whole.js';
import { visualize } from '../visualize.js';
import { add, against, channel, multiply, objectives, seenBy, unchanged } from './index.js';
import type { Objective } from './objective.js';

const opposed = (keep: 'stays' | 'falls', weight = golden.weight) => against({ raised, other, weight, keep });

/** An objective on the whole picture as a step sees it, and its gradient in the picture. */
async function gradientOf(objective: Objective) {
  const b = new Builder();
  const plan = {
    ...{ model: first, objective, canvas: SIZE, parameterization: pixel(), start: 'photograph' as const },
    ...{ transform: whole(), optimizer: adam() },
  };
  const input: ViewInputs['input'] = (name, dims) => b.input(name, 'float32', dims);
  const [image, seed] = ['image', 'seed'].map((name) => input(name, [1, 3, ...SIZE]));
  const { gradients, objectiveInputs } = seeViews(b, plan, { image: image!, seed, draws: {}, input }, 1);
  b.output(gradients.activation, 'value');
  b.output(gradients.ofActivation, 'gradient');
  const session = await createSession(backend, graphBytes(finish(b)), { threads: 1 });
  const inputs = Object.entries(objectiveInputs).map(([k, v]) => [k, value(v.dims, v.values)] as const);
  const pictures = { image: value([1, 3, ...SIZE], changed.data), seed: value([1, 3, ...SIZE], photo.data) };
  const found = await session.run({ ...Object.fromEntries(inputs), ...pictures }, ['value', 'gradient']);
  await session.release();
  return { value: found.value!.data[0] as number, gradient: found.gradient!.data as Float32Array };
}

describe.each(golden.cases)('golden: the other $name', ({ name, ...wanted }) => {
  test('value and gradient of both networks in one graph', async () => {
    const found = await gradientOf(opposed(name));
    expect(found.value).toBeCloseTo(wanted.value, 5);
    expect(relativeError(found.gradient, wanted.gradient.data)).toBeLessThan(1e-4);
  });

  test('each alone, and the description read again, in the same graph', async () => {
    const read = objectives.read(opposed(name).description, { given: { network: [first, second] } });
    expect(read.description).toEqual(opposed(name).description);
    expect((await gradientOf(read)).value).toBeCloseTo(wanted.value, 5);
    const alone = await gradientOf(raised);
    expect(alone.value).toBeCloseTo(wanted.raised, 5);
    expect((await gradientOf(other)).value).toBeCloseTo(wanted.other, 5);
  });
});

describe('in a run', () => {
  const how = { steps: 20, transform: box({ views: 4 }), strength: 0, threads: 1, parameterization: pixel() };

  test('both are told as the networks themselves tell them, before, on the way and after', async () => {
    const { against: told, image, steps } = await accentuate(first, photo, opposed('falls', 0.5), how);
    const own = await objectiveValues(first, raised, [photo, image]);
    const there = await objectiveValues(second, channel({ layer: 'out', unit: 3 }), [photo, image]);
    expect(told!.raised.before).toBeCloseTo(own[0]!, 5);
    expect(told!.raised.after).toBeCloseTo(own[1]!, 5);
    expect(told!.other.before).toBeCloseTo(there[0]!, 5);
    expect(told!.other.after).toBeCloseTo(there[1]!, 5);
    expect(told!.path.map(({ step }) => step)).toEqual([...steps.keys(), steps.length]);
    const chart = await tradeOffChart({ name: 'one <against> two' }, told!);
    expect(chart).toContain('one &lt;against&gt; two');
    expect(chart.match(/<circle/g)!.length).toBeGreaterThan(4);
    expect(chart).not.toContain('NaN');
    expect(told!.path.at(-1)).toEqual({ step: 20, raised: told!.raised.after, other: told!.other.after });
  });

  test.each([4, 2])(
    'it stays while the other rises, with %s views at once; it falls where asked to',
    async (viewsAtOnce) => {
      const run = async (objective: Objective) =>
        (await accentuate(first, photo, objective, { ...how, viewsAtOnce })).against!;
      const free = await run(opposed('falls', 0));
      const weight = 2 * (await balanceAgainst(first, photo, { raised, other }, how));
      const held = await run(opposed('stays', weight));
      const down = await run(opposed('falls', weight));
      const change = ({ other: { before, after } }: typeof free): number => after - before;
      const rise = ({ raised: { before, after } }: typeof free): number => after - before;
      expect(rise(held)).toBeGreaterThan(0.3 * rise(free));
      expect(Math.abs(change(held))).toBeLessThan(0.2 * Math.abs(change(free)));
      expect(change(down)).toBeLessThan(Math.min(0, change(free)));
    },
  );

  test('two features of one network', async () => {
    const two = { raised, other: channel({ layer: 'out', unit: 0 }) };
    const free = (await accentuate(first, photo, against({ ...two, weight: 0, keep: 'falls' }), how))
      .against!;
    const weight = 2 * (await balanceAgainst(first, photo, two, how));
    const held = (await accentuate(first, photo, against({ ...two, weight }), how)).against!;
    const change = (of: typeof free): number => Math.abs(of.other.after - of.other.before);
    expect(held.raised.after).toBeGreaterThan(held.raised.before);
    expect(change(held)).toBeLessThan(0.3 * change(free));
  });

  test('one graph serves all weights and units; networks with other weights have others', async () => {
    let made = 0;
    const counting = {
      ...backend,
      create: (...of: Parameters<typeof backend.create>) => (made++, backend.create(...of)),
    };
    const cache = graphCache();
    const run = (model: Model, unit: number, weight: number) =>
      accentuate(
        first,
        photo,
        against({ raised, other: seenBy({ model, objective: channel({ layer: 'out', unit }) }), weight }),
        { ...how, steps: 2, cache, backend: counting },
      );
    const one = await run(second, 3, 1);
    const before = made;
    await run(second, 2, 0.1);
    expect(made).toBe(before);
    const { shape, data } = golden.secondWeight;
    const odd = secondOf({ shape, data: data.map((w) => w / 2) });
    expect(odd.fingerprint).not.toBe(second.fingerprint);
    const two = await run(odd, 3, 1);
    expect(made).toBeGreaterThan(before);
    expect(two.against!.other.before).not.toBeCloseTo(one.against!.other.before, 3);
    await cache.release();
  });

  test('a sum passes all of it on', async () => {
    const sum = multiply(2, add(unchanged({ objective: other }), against({ raised, other, weight: 1 })));
    const { against: told, steps } = await accentuate(first, photo, sum, { ...how, steps: 3 });
    expect(told!.path).toHaveLength(4);
    expect(steps[0]!.activation).toBeCloseTo(
      2 * (await accentuate(first, photo, raised, { ...how, steps: 1 })).steps[0]!.activation,
      5,
    );
  });

  test('what cannot be is refused in a sentence', async () => {
    await expect(visualize(first, opposed('stays'), SIZE, how)).rejects.toThrow(
      '"against" compares the picture with a photograph: start from one',
    );
    await expect(attribute(first, photo, other, { method: 'gradientTimesInput' })).rejects.toThrow(
      '"seenBy" looks at another network too',
    );
    await expect(benchmarkForward(first, other)).rejects.toThrow('"seenBy" looks at another network too');
    expect(() => objectives.read(other.description, { given: { network: [first] } })).toThrow(
      'it should be the fingerprint of a network that is given beside the description',
    );
    const lost = seenBy({ model: second, objective: channel({ layer: 'out', unit: 30 }) });
    await expect(accentuate(first, photo, lost, how)).rejects.toThrow('there is no unit 30');
    expect(() => against({ raised, other: 3 as never, weight: 1 })).toThrow(
      'against.other is 3; it should be an objective',
    );
    const { shape, data } = golden.secondWeight;
    const silent = seenBy({
      model: secondOf({ shape, data: data.map(() => 0) }),
      objective: channel({ layer: 'out', unit: 0 }),
    });
    await expect(balanceAgainst(first, photo, { raised, other: silent }, how)).rejects.toThrow(
      'what it is raised against has no gradient beside the photograph',
    );
  });
});
