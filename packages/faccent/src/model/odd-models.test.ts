// Networks of one image at a time, with further inputs, a softmax at the end, or tokens in place of positions.
import { backend } from '#platform';
import { type Attribute, Builder, Graph, Tensor, finish, writeModel } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { accentuate } from '../accentuate.js';
import { type Strongest, strongest } from '../inspect/index.js';
import { channel } from '../objective/channel.js';
import { neuron } from '../objective/neuron.js';
import { createSession, value } from '../platform/runtime.js';
import { box } from '../transform/box.js';
import { Model } from './model.js';

type Layer = [operator: string, inputs: string[], output: string, attributes?: Record<string, Attribute>];

const weights = (...dims: number[]): Tensor => {
  const size = dims.reduce((a, b) => a * b, 1);
  return Tensor.of(
    'float32',
    dims,
    Array.from({ length: size }, (_, i) => Math.sin(i * 1.3 + 0.5) / Math.sqrt(dims.at(-1)!)),
  );
};

/** A small network over images (batch, 3, 8, 8). */
function network(
  batch: number | string,
  layers: Layer[],
  constants: Record<string, Tensor>,
  output: string,
): Model {
  const graph = new Graph();
  graph.opsets.set('', 18);
  graph.inputs.push({ name: 'image', type: 'float32', dims: [batch, 3, 8, 8] });
  for (const [name, tensor] of Object.entries(constants)) graph.initializers.set(name, tensor);
  for (const [operator, inputs, name, attributes = {}] of layers) {
    const node = { name: `node:${name}`, operator, domain: '', inputs, outputs: [name] };
    graph.nodes.push({ ...node, attributes: new Map(Object.entries(attributes)) });
  }
  graph.outputs.push(output);
  return Model.read(writeModel(graph), { size: [8, 8], range: [-1, 1] });
}

const photo = {
  size: [16, 16] as const,
  data: Float32Array.from({ length: 768 }, (_, i) => 0.5 + 0.4 * Math.sin(i)),
};
/** Class scores of two pictures, shown so many at a time. */
async function scoresOf(model: Model, atOnce: number): Promise<number[][]> {
  const dims = [atOnce, 3, 8, 8];
  const b = new Builder();
  b.output(model.append(b, b.input('views', 'float32', dims), [model.logits])(model.logits), 'result');
  const session = await createSession(backend, writeModel(finish(b)), { threads: 1 });
  const rows: number[][] = [];
  for (let first = 0; first < 2; first += atOnce) {
    const data = Float32Array.from({ length: 192 * atOnce }, (_, i) => 0.5 + 0.4 * Math.sin(i + 192 * first));
    const { result } = await session.run({ views: value(dims, data) }, ['result']);
    const all = [...(result!.data as Float32Array)].map((v) => Number(v.toPrecision(5)));
    for (let i = 0; i < atOnce; i++)
      rows.push(all.slice((i * all.length) / atOnce, ((i + 1) * all.length) / atOnce));
  }
  await session.release();
  return rows;
}

const quick = { steps: 6, transform: box({ views: 3 }), threads: 1 };

/** Class scores from a Reshape that names one image, then what makes probabilities of them. */
const classifier = (batch: number | string, shape: number[], ends: readonly string[] = []): Model =>
  network(
    batch,
    [
      ['Conv', ['image', 'w'], 'features/conv', { pads: [1, 1, 1, 1] }],
      ['Relu', ['features/conv'], 'features/relu'],
      ['Reshape', ['features/relu', 'shape'], 'flat'],
      ['MatMul', ['flat', 'head'], 'scores'],
      ...ends.map((operator, i): Layer => [operator, [i ? `end${i - 1}` : 'scores'], `end${i}`]),
    ],
    { w: weights(4, 3, 3, 3), shape: Tensor.ints(shape), head: weights(256, 5) },
    ends.length ? `end${ends.length - 1}` : 'scores',
  );

describe('a network of one image', () => {
  test('has its shapes adapted to several views, and computes the same', async () => {
    const [fixed, free] = [classifier(1, [1, 256]), classifier('n', [-1, 256])];
    expect([fixed.batching, free.batching]).toEqual(['adapted', 'free']);
    expect(fixed.notes.join()).toContain('adapted to several views');
    const run = (model: Model) =>
      accentuate(model, photo, channel({ layer: 'scores', unit: 2 }), {
        ...quick,
        regularize: 'features/relu',
      });
    expect((await run(fixed)).activation).toEqual((await run(free)).activation);
  });

  test('is adapted where its shapes put images elsewhere, and each gets what it gets alone', async () => {
    // as it is, several images would be mixed by the Reshape
    const model = network(
      1,
      [
        ['Conv', ['image', 'w'], 'conv', { pads: [1, 1, 1, 1] }],
        ['Reshape', ['conv', 'away'], 'mixed'],
        ['ReduceMean', ['mixed', 'first'], 'mean', { keepdims: 0 }],
        ['Reshape', ['mean', 'back'], 'scores'],
      ],
      {
        w: weights(4, 3, 3, 3),
        away: Tensor.ints([64, 4]),
        first: Tensor.ints([0]),
        back: Tensor.ints([1, 4]),
      },
      'scores',
    );
    expect(model.batching).toBe('adapted');
    expect(await scoresOf(model, 2)).toEqual(await scoresOf(model, 1));
    const result = await accentuate(model, photo, channel({ layer: 'scores', unit: 1 }), quick);
    expect(result.activation.after).toBeGreaterThan(result.activation.before);
  });

  test('that was exported for several is taken as it is where that is proved, and else refused', async () => {
    expect(classifier(4, [-1, 256]).batching).toBe('free');
    const fixed = classifier(4, [4, 64]);
    await expect(scoresOf(fixed, 1)).rejects.toThrow('made for 4 images at a time');
  });
});

describe('a network that does not keep to one row an image', () => {
  const plain: Layer[] = [
    ['Conv', ['image', 'w'], 'conv', { pads: [1, 1, 1, 1] }],
    ['ReduceMean', ['conv', 'plane'], 'pooled', { keepdims: 0 }],
  ];
  const constants = { w: weights(4, 3, 3, 3), plane: Tensor.ints([2, 3]), rows: Tensor.ints([0]) };

  test('of several images makes one row: refused', async () => {
    const model = network('n', [...plain, ['ReduceMean', ['pooled', 'rows'], 'scores']], constants, 'scores');
    await expect(scoresOf(model, 1)).rejects.toThrow(/"scores": it has one row .* which the network mixes/);
    await expect(accentuate(model, photo, channel({ layer: 'scores', unit: 1 }), quick)).rejects.toThrow(
      'which the network mixes',
    );
  });

  test('of one image makes several rows: refused', async () => {
    const model = network(
      'n',
      [...plain, ['Reshape', ['pooled', 'pairs'], 'scores']],
      { ...constants, pairs: Tensor.ints([-1, 2]) },
      'scores',
    );
    await expect(scoresOf(model, 1)).rejects.toThrow('it has 2 rows for one image (2, 2)');
  });

  test('normalizes by the statistics of its batch: each image has its own', async () => {
    const normalized: Layer[] = [
      ['ReduceMean', ['conv', 'over'], 'mean', { keepdims: 0 }],
      ['Mul', ['conv', 'conv'], 'squares'],
      ['ReduceMean', ['squares', 'over'], 'power', { keepdims: 0 }],
      ['BatchNormalization', ['conv', 'one', 'zero', 'mean', 'power'], 'normal'],
      ['Mul', ['normal', 'normal'], 'again'],
      ['Mul', ['again', 'normal'], 'cubes'],
      ['ReduceMean', ['cubes', 'plane'], 'scores', { keepdims: 0 }],
    ];
    const statistics = {
      ...constants,
      over: Tensor.ints([0, 2, 3]),
      one: Tensor.of('float32', [4], [1, 1, 1, 1]),
      zero: Tensor.of('float32', [4], [0, 0, 0, 0]),
    };
    const model = network('n', [...plain, ...normalized], statistics, 'scores');
    expect(model.batching).toBe('adapted');
    expect(await scoresOf(model, 2)).toEqual(await scoresOf(model, 1));
  });
});

test('further inputs are filled with what the description says', async () => {
  const graph = new Graph();
  graph.opsets.set('', 18);
  graph.inputs.push(
    { name: 'image', type: 'float32', dims: ['n', 3, 8, 8] },
    { name: 'gain', type: 'float32', dims: [1] },
  );
  graph.initializers.set('axes', Tensor.ints([2, 3]));
  const layers: Layer[] = [
    ['ReduceMean', ['image', 'axes'], 'mean', { keepdims: 0 }],
    ['Mul', ['mean', 'gain'], 'scores'],
  ];
  for (const [operator, inputs, name, attributes = {}] of layers) {
    const node = { name, operator, domain: '', inputs, outputs: [name] };
    graph.nodes.push({ ...node, attributes: new Map(Object.entries(attributes)) });
  }
  graph.outputs.push('scores');
  const description = { size: [8, 8], range: [0, 1], input: 'image' };
  const scores = async (gain: number) =>
    (
      await strongest(Model.read(writeModel(graph), { ...description, inputs: { gain } }), photo, {
        count: 1,
      })
    )[0]!.activation;
  expect((await scores(3)) / (await scores(1))).toBeCloseTo(3, 5);
  await expect(strongest(Model.read(writeModel(graph), description), photo)).rejects.toThrow(
    '"gain" has no value',
  );
});

describe('class scores', () => {
  const ending = (...ends: string[]): Model => classifier('n', [-1, 256], ends);
  const plain = ending();

  test.each([['Softmax'], ['LogSoftmax'], ['Softmax', 'Log'], ['Softmax', 'Identity']])(
    'are before the softmax at the end, which is said: %s',
    async (...ends) => {
      const soft = ending(...ends);
      expect(soft.logits).toBe('scores');
      expect(soft.facts).toContainEqual({
        ...{ what: 'scores', value: '"scores", of a softmax, taken before it' },
        from: 'its graph',
      });
      const units = await strongest(soft, photo);
      expect(units.reduce((sum, { probability }) => sum + probability!, 0)).toBeCloseTo(1, 6);
      expect(units[0]!.probability! / units[1]!.probability!).toBeCloseTo(
        Math.exp(units[0]!.activation - units[1]!.activation),
      );
      // whichever of the two the description calls the logits
      const description = { size: [8, 8], range: [-1, 1], logits: 'scores' };
      const named = Model.read(writeModel(soft.graph), description);
      expect(await strongest(named, photo)).toEqual(units);
      expect(await strongest(plain, photo)).toEqual(units.map((u) => ({ ...u, probability: undefined })));
    },
  );

  test('are before the sigmoids at the end, each a probability by itself', async () => {
    const each = ending('Sigmoid');
    expect([each.logits, each.facts.find(({ what }) => what === 'scores')!.value]).toEqual([
      'scores',
      '"scores", of sigmoids, each by itself, taken before them',
    ]);
    for (const { activation, probability } of await strongest(each, photo))
      expect(probability).toBeCloseTo(1 / (1 + Math.exp(-activation)), 6);
  });

  test('that are plain numbers are probabilities only where each has a label', async () => {
    expect(plain.notes).toEqual([]);
    const labelled = (labels: string[]): Promise<Strongest[]> => {
      const description = { size: [8, 8], range: [-1, 1], labels };
      return strongest(Model.read(writeModel(plain.graph), description), photo);
    };
    const units = await strongest(ending('Softmax'), photo);
    const five = ['a', 'b', 'c', 'd', 'e'];
    expect(await labelled(five)).toEqual(units.map((u) => ({ ...u, label: five[u.unit] })));
    for (const { probability } of await labelled(['a'])) expect(probability).toBeUndefined();
  });
});

describe('names', () => {
  const model = classifier('n', [-1, 256]);
  test('may be given by their ends and beginnings where that is unambiguous', () => {
    expect(model.resolve('conv')).toBe('features/conv');
    expect(model.resolve('features.relu')).toBe('features/relu');
    expect(model.resolve('/features/relu')).toBe('features/relu');
    expect(() => model.resolve('features')).toThrow(/"features" could be 2 layers: .*"features\/conv"/);
  });
});

describe('tokens', () => {
  // patches of 4 × 4 as tokens, a class token before them, one block that mixes them by their mean
  const transformer = network(
    'n',
    [
      ['Conv', ['image', 'patch'], 'patches', { strides: [4, 4], kernel_shape: [4, 4] }],
      ['Shape', ['patches'], 'batch', { start: 0, end: 1 }],
      ['Concat', ['batch', 'rest'], 'tokenShape', { axis: 0 }],
      ['Reshape', ['patches', 'tokenShape'], 'columns'],
      ['Transpose', ['columns'], 'tokens', { perm: [0, 2, 1] }],
      ['Concat', ['batch', 'one'], 'classShape', { axis: 0 }],
      ['Expand', ['classToken', 'classShape'], 'class'],
      ['Concat', ['class', 'tokens'], 'sequence', { axis: 1 }],
      ['ReduceMean', ['sequence', 'second'], 'mean'],
      ['Add', ['sequence', 'mean'], 'attended'],
      ['LayerNormalization', ['attended', 'scale', 'shift'], 'norm', { axis: -1 }],
      ['MatMul', ['norm', 'mlp'], 'hidden'],
      ['Gelu', ['hidden'], 'block'],
      ['Gather', ['block', 'zero'], 'pooled', { axis: 1 }],
    ],
    {
      patch: weights(6, 3, 4, 4),
      rest: Tensor.ints([6, 4]),
      one: Tensor.ints([1, 6]),
      classToken: weights(1, 1, 6),
      scale: Tensor.of('float32', [6], [1, 1, 1, 1, 1, 1]),
      shift: weights(6),
      mlp: weights(6, 10),
      zero: Tensor.scalar('int64', 0),
      second: Tensor.ints([1]),
    },
    'pooled',
  );

  /** The shape in which an objective sees a layer. */
  const seen = (layer: string): readonly number[] => {
    const b = new Builder();
    const views = b.input('views', 'float32', [2, 3, 8, 8]);
    return transformer.append(b, views, [layer])(layer).dims;
  };

  test('are positions, and channels are channels', () => {
    expect(seen('patches')).toEqual([2, 6, 2, 2]);
    expect(seen('columns')).toEqual([2, 6, 4, 1]);
    expect(seen('tokens')).toEqual([2, 6, 4, 1]);
    expect(seen('norm')).toEqual([2, 6, 5, 1]);
    expect(seen('block')).toEqual([2, 10, 5, 1]);
    expect(seen('pooled')).toEqual([2, 10]);
  });

  test('carry objectives, the class token included, and the regularizer', async () => {
    const objectives = [
      channel({ layer: 'block', unit: 9 }),
      neuron({ layer: 'block', unit: 3, position: [0, 0] }),
    ];
    for (const objective of objectives) {
      const result = await accentuate(transformer, photo, objective, {
        ...quick,
        regularize: 'norm',
        strength: 0.5,
      });
      expect(result.balance!).toBeGreaterThan(0);
      expect(Number.isFinite(result.activation.after)).toBe(true);
    }
  });
});

test('a detector has the coordinates of its boxes before its classes', () => {
  const graph = new Graph();
  graph.opsets.set('', 18);
  graph.inputs.push({ name: 'image', type: 'float32', dims: [1, 3, 8, 8] });
  graph.initializers.set('w', weights(6, 3, 3, 3));
  graph.initializers.set('anchors', Tensor.ints([1, 6, -1]));
  const steps: Layer[] = [
    ['Conv', ['image', 'w'], 'conv'],
    ['Reshape', ['conv', 'anchors'], 'boxes'],
  ];
  for (const [operator, inputs, name] of steps)
    graph.nodes.push({ name, operator, domain: '', inputs, outputs: [name], attributes: new Map() });
  graph.outputs.push('boxes');
  graph.metadata.set('task', 'detect');
  const model = Model.read(writeModel(graph), { size: [8, 8], range: [0, 1], labels: ['cat', 'dog'] });
  expect(model.classIndex('dog')).toBe(5);
  expect(model.labelOf(4)).toBe('cat');
  expect(model.labelOf(3)).toBeUndefined();
});

test('channels stand where the graph puts them, and a value without any has one', () => {
  const model = network(
    1,
    [
      ['Conv', ['image', 'w'], 'conv', { pads: [1, 1, 1, 1] }],
      ['Transpose', ['conv'], 'last', { perm: [0, 2, 3, 1] }],
      ['Split', ['last'], 'unused', { axis: 3, num_outputs: 2 }],
      ['ReduceMean', ['conv', 'rows'], 'columns', { keepdims: 0 }],
      ['Conv', ['conv', 'one'], 'single'],
      ['Squeeze', ['single', 'second'], 'depth'],
      // (channels, 1, h, w) seen as (1, channels, positions)
      ['Transpose', ['conv'], 'turned', { perm: [1, 0, 2, 3] }],
      ['Reshape', ['turned', 'flat'], 'behind'],
    ],
    {
      flat: Tensor.ints([1, 4, 64]),
      w: weights(4, 3, 3, 3),
      one: weights(1, 4, 1, 1),
      rows: Tensor.ints([2]),
      second: Tensor.ints([1]),
    },
    'depth',
  );
  const b = new Builder();
  const views = b.input('views', 'float32', [2, 3, 8, 8]);
  const dims = (layer: string) => model.append(b, views, [layer])(layer).dims;
  expect(dims('last')).toEqual([2, 4, 8, 8]);
  expect(dims('columns')).toEqual([2, 4, 8, 1]);
  expect(dims('depth')).toEqual([2, 1, 8, 8]);
  expect(dims('behind')).toEqual([2, 4, 64, 1]);
});

test('shapes that follow from a further input are known for several views too', () => {
  const graph = new Graph();
  graph.opsets.set('', 18);
  graph.inputs.push(
    { name: 'image', type: 'float32', dims: [1, 3, 8, 8] },
    { name: 'shape', type: 'int64', dims: [2] },
  );
  graph.nodes.push({
    ...{ name: 'flat', operator: 'Reshape', domain: '', inputs: ['image', 'shape'], outputs: ['flat'] },
    attributes: new Map(),
  });
  graph.outputs.push('flat');
  const inputs = { shape: [1, 192] };
  const model = Model.read(writeModel(graph), { size: [8, 8], range: [0, 1], inputs });
  const b = new Builder();
  expect(model.append(b, b.input('views', 'float32', [3, 3, 8, 8]), ['flat'])('flat').dims).toEqual([3, 192]);
});
