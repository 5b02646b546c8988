import { describe, expect, test } from 'vitest';
import { Tensor } from 'onnx-grad';
import { Encoder } from '../concept/encoder.js';
import { encoderLatent } from '../concept/encoder-latent.js';
import { FaccentError } from '../errors.js';
import { probeGraph } from '../step/graphs.js';
import { Model } from '../model/model.js';
import { fourier } from '../parameterization/fourier.js';
import { fixtureBytes } from '../testing/golden.js';
import { network } from '../testing/networks.js';
import { add, divide, multiply, negate, subtract } from './algebra.js';
import { alignment, diversity, interpolation } from './batch.js';
import { channel } from './channel.js';
import { compareCosine, compareDotCosine, compareL1, compareL2, comparePearson } from './compare.js';
import { objectiveFrom, objectiveNames } from './describe.js';
import { cosim, direction } from './direction.js';
import { inputBlur } from './input-blur.js';
import { neuron } from './neuron.js';
import type { Objective } from './objective.js';
import { parseObjective } from './parse.js';
import { spatial, spatialCosine } from './spatial.js';
import { weightedChannel, weightedGroup, weightedNeuron } from './weighted.js';

const layer = 'a.b/c_d:0';
const unit = Float32Array.of(1.5, -2, 0.1);
const DIMS = [2, 2, 3, 2, 1];
const box = { y: 0, x: 0, height: 2, width: 1 };
const target = new Float64Array(6).fill(0.3);

const encoder = Encoder.read(
  network({ x: ['n', 3] }, [['MatMul', ['x', 'w'], 'latents']], {
    w: Tensor.of('float32', [3, 2], [1, 2, 3, 4, 5, 6]),
  }),
);

const EVERY: Objective[] = [
  channel({ layer, unit: 1 }),
  channel({ layer, unit, item: 1 }),
  neuron({ layer, unit: 0 }),
  neuron({ layer, unit, position: [1, 0], item: 0 }),
  direction({ layer, unit, position: [1, 0] }),
  cosim({ layer, unit, power: 0.5, item: 1 }),
  weightedChannel({ layer }),
  weightedChannel({ layer, weights: unit }),
  weightedNeuron({ layer, weights: [1, 2, 3], position: [0, 0] }),
  weightedGroup({ layer, weights: unit, box, item: 0 }),
  spatial({ layer, target }),
  spatialCosine({ layer, target, power: 3, crop: box, masked: true, item: 1 }),
  compareL1({ layer, items: [1, 0] }),
  compareL2({ layer, norm: 1, position: [1, 0] }),
  compareCosine({ layer }),
  compareDotCosine({ layer, power: 2 }),
  comparePearson({ layer, power: 0 }),
  alignment({ layer, decay: 3 }),
  diversity({ layer }),
  interpolation({ from: { layer, unit: 0 }, to: { layer: 'other', unit } }),
  inputBlur(),
  encoderLatent({ layer, encoder, latent: 1, position: [1, 0] }),
  negate(encoderLatent({ layer, encoder, latent: [0.5, 2], item: 1 })),
  add(channel({ layer, unit: 1 }), 2, negate(subtract(channel({ layer: 'other', unit }), 1))),
  multiply(0.1, divide(channel({ layer, unit: 1 }), neuron({ layer, unit: 2 }))),
];

describe('descriptions', () => {
  test.each(EVERY.map((objective) => [objective.name, objective] as const))(
    '%s goes through JSON and comes back',
    (_, objective) => {
      const again = objectiveFrom(JSON.parse(JSON.stringify(objective.description)), { encoders: [encoder] });
      expect(again.description).toEqual(objective.description);
      expect(again.name).toBe(objective.name);
      expect(again.layers).toEqual(objective.layers);
      expect(again.inputs(() => DIMS)).toEqual(objective.inputs(() => DIMS));
    },
  );

  test('cover every objective', () => {
    expect([...new Set([...EVERY.map((o) => o.name), 'negate', 'divide', 'subtract'])].sort()).toEqual(
      [...objectiveNames].sort(),
    );
  });

  test('are plain: what was left out stays out, vectors are lists', () => {
    expect(channel({ layer, unit: 1 }).description).toEqual({ name: 'channel', layer, unit: 1 });
    expect(JSON.stringify(neuron({ layer: 'a', unit: Float32Array.of(0.5) }).description)).toBe(
      '{"name":"neuron","layer":"a","unit":[0.5]}',
    );
    expect(add(neuron({ layer, unit: [1, 2] }), 3).description).toEqual({
      name: 'add',
      terms: [{ name: 'neuron', layer, unit: [1, 2] }, 3],
    });
  });

  const feature = { name: 'channel', layer, unit: 1 };
  test.each<[unknown, string]>([
    [null, 'objective is null; it should be an object'],
    [[], 'objective is []'],
    ['a:1', 'objective is "a:1"'],
    [{}, 'objective.name is undefined; it should be one of channel, neuron'],
    [{ name: 'chanel' }, 'objective.name is "chanel"'],
    [{ name: '__proto__' }, 'objective.name is "__proto__"'],
    [{ name: 'toString' }, 'objective.name is "toString"'],
    [{ name: 'channel', unit: 1 }, 'objective.layer is missing; it should be text'],
    [{ name: 'channel', layer: 3, unit: 1 }, 'objective.layer is 3'],
    [{ ...feature, unit: -1 }, 'objective.unit is -1; it should be a whole number, 0 or more'],
    [{ ...feature, unit: '1' }, 'objective.unit is "1"'],
    [{ ...feature, unit: [] }, 'objective.unit is []; it should be a list of numbers'],
    [{ ...feature, unit: [1, null] }, 'objective.unit[1] is null; it should be a finite number'],
    [JSON.parse('{"name": "channel", "layer": "a", "unit": [1e999]}'), 'objective.unit[0]'],
    [{ ...feature, item: 0.5 }, 'objective.item is 0.5'],
    [{ ...feature, item: null }, 'objective.item is null'],
    [
      { ...feature, positon: [1, 1] },
      'objective has "positon", which it does not know; it has layer, unit, item',
    ],
    [JSON.parse('{"name": "channel", "layer": "a", "unit": 1, "__proto__": 1}'), '"__proto__"'],
    [
      { ...feature, name: 'neuron', position: [1] },
      'objective.position is [1]; it should be two whole numbers',
    ],
    [{ name: 'weightedGroup', layer, box: { y: 0, x: 0, height: 1 } }, 'objective.box.width is missing'],
    [{ name: 'spatialCosine', layer, target: [1], masked: 'yes' }, 'it should be true or false'],
    [{ name: 'compareL2', layer, norm: 3 }, 'objective.norm is 3; it should be 1 or 2'],
    [{ name: 'cosim', layer, unit: 1, power: -1 }, "the cosine's power must be 0 or more"],
    [{ name: 'inputBlur', layer }, 'it has no options'],
    [
      { name: 'encoderLatent', layer, latent: 1, encoder: 'f00d' },
      'objective.encoder is "f00d"; it should be the fingerprint',
    ],
    [{ name: 'encoderLatent', layer, latent: 1 }, 'objective.encoder is missing'],
    [{ name: 'add' }, 'objective.terms is missing'],
    [{ name: 'add', terms: [] }, 'objective.terms is []; it should be a list of 1 to 1000'],
    [{ name: 'add', terms: Array(1001).fill(1) }, 'objective.terms is [1,1,1'],
    [{ name: 'add', terms: [1] }, 'needs an objective'],
    [{ name: 'add', terms: [feature, { name: 'x' }] }, 'objective.terms[1].name is "x"'],
    [{ name: 'subtract', terms: [feature] }, 'it should be a list of 2 objectives or numbers'],
    [{ name: 'negate', terms: [1] }, 'needs an objective'],
    [{ name: 'divide', terms: [feature, 0] }, 'divided by 0'],
  ])('that cannot be used are refused: %j', (json, message) => {
    expect(() => objectiveFrom(json)).toThrow(FaccentError);
    expect(() => objectiveFrom(json)).toThrow(message);
  });
});

describe('a nest of descriptions', () => {
  const nested = (depth: number): unknown =>
    depth ? { name: 'negate', terms: [nested(depth - 1)] } : { name: 'channel', layer, unit: 1 };
  test('is read as deep as anybody writes one', () => {
    expect(objectiveFrom(nested(100)).layers).toEqual([layer]);
  });
  test('is refused before it exhausts the stack', () => {
    expect(() => objectiveFrom(nested(200))).toThrow('nested more than');
    expect(() => objectiveFrom(JSON.parse('['.repeat(5000) + ']'.repeat(5000)))).toThrow('nested more than');
  });
});

describe('an objective as text', () => {
  const a1 = { name: 'channel', layer: 'a', unit: 1 };
  const b2 = { name: 'channel', layer: 'b', unit: 2 };
  test.each<[string, unknown]>([
    ['a:1', a1],
    [' +a:1 ', a1],
    ['layer1.0/conv_2:0:12', { name: 'channel', layer: 'layer1.0/conv_2:0', unit: 12 }],
    [
      '/relu3/Relu_output_0:5@2,13',
      { name: 'neuron', layer: '/relu3/Relu_output_0', unit: 5, position: [2, 13] },
    ],
    ['conv-1:2', { name: 'channel', layer: 'conv-1', unit: 2 }],
    ['123:4', { name: 'channel', layer: '123', unit: 4 }],
    ['-a:1', { name: 'negate', terms: [a1] }],
    ['.5e1 * a:1', { name: 'multiply', terms: [5, a1] }],
    ['2*3:4', { name: 'multiply', terms: [2, { name: 'channel', layer: '3', unit: 4 }] }],
    ['a:1+b:2', { name: 'add', terms: [a1, b2] }],
    [
      '-2*a:1 + 0.5*b:2-a:1@0,3',
      {
        name: 'add',
        terms: [
          { name: 'multiply', terms: [-2, a1] },
          { name: 'multiply', terms: [0.5, b2] },
          { name: 'negate', terms: [{ ...a1, name: 'neuron', position: [0, 3] }] },
        ],
      },
    ],
  ])('%s', (text, description) => {
    expect(parseObjective(text).description).toEqual(description);
  });

  test.each([
    '',
    ' ',
    'a',
    'a:',
    ':1',
    'a:x',
    'a:-1',
    'a:1@2',
    'a:1 b',
    'a:1 +',
    'a:1 + + b:2',
    '2*',
    '*a:1',
    '3',
    '1e999*a:1',
    '--a:1',
  ])('refuses "%s"', (text) => expect(() => parseObjective(text)).toThrow(FaccentError));

  test('says which part cannot be read', () => {
    expect(() => parseObjective('a:1 + nonsense')).toThrow('"+ nonsense" is no objective');
  });

  test('takes no time over a long text', () => {
    expect(() => parseObjective(`${'1'.repeat(1e5)}a`)).toThrow(FaccentError);
    expect(() => parseObjective(`${'a:1'.repeat(1e4)}x`)).toThrow(FaccentError);
  });
});

describe('in the graphs of a run', () => {
  const model = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
  const graph = (objective: Objective) =>
    probeGraph({
      model,
      objective,
      canvas: [32, 32],
      parameterization: fourier(),
    }).bytes;

  test('one graph serves every unit, position, target and weight', () => {
    expect(graph(parseObjective('2*relu3:1@0,1 - fc:3'))).toEqual(
      graph(parseObjective('-5*relu3:4@2,2 - fc:0')),
    );
    expect(graph(cosim({ layer: 'relu3', unit: 1 }))).toEqual(graph(cosim({ layer: 'relu3', unit: 2 })));
  });

  test('the layer "input" is the views, alone or beside layers of the network', () => {
    const { length } = graph(inputBlur());
    expect(length).toBeGreaterThan(0);
    expect(graph(subtract(channel({ layer: 'fc', unit: 3 }), inputBlur())).length).toBeGreaterThan(length);
  });
});
