// Proves that every objective goes through JSON and comes back, as old versions wrote it too, and that errors say what is wrong.
import { readFileSync, readdirSync } from 'node:fs';
import { Builder, Tensor, finish, writeModel } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { Encoder } from '../model/encoder.js';
import { Model } from '../model/model.js';
import type { Description } from '../declaration/declare.js';
import { FaccentError } from '../errors.js';
import { network } from '../testing/networks.js';
import {
  add,
  against,
  alignment,
  caricature,
  channel,
  channels,
  compareCosine,
  compareDotCosine,
  compareL1,
  compareL2,
  comparePearson,
  cosim,
  deepDream,
  direction,
  divide,
  diversity,
  encoderLatent,
  inputBlur,
  interpolation,
  inversion,
  multiply,
  negate,
  neuron,
  objectives,
  seenBy,
  spatial,
  spatialCosine,
  style,
  subtract,
  unchanged,
  weightedChannel,
  weightedGroup,
  weightedNeuron,
} from './index.js';
import type { Objective } from './objective.js';

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
const second = Model.read(network({ image: ['n', 3, 2, 1] }, [['Relu', ['image'], 'x']]), {
  ...{ size: [2, 1], range: [0, 1] },
});
const given = { encoder: [encoder], network: [second] };

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
  deepDream({ layer, power: 3, item: 0 }),
  channels({ layer, units: [2, 0] }),
  caricature({ layer, power: 2 }),
  inversion({ layer }),
  style({ layer }),
  encoderLatent({ layer, encoder, latent: 1, position: [1, 0] }),
  negate(encoderLatent({ layer, encoder, latent: [0.5, 2], item: 1 })),
  add(channel({ layer, unit: 1 }), 2, negate(subtract(channel({ layer: 'other', unit }), 1))),
  multiply(0.1, divide(channel({ layer, unit: 1 }), neuron({ layer, unit: 2 }))),
  seenBy({ model: second, objective: channel({ layer: 'x', unit: 1 }) }),
  unchanged({ objective: channel({ layer, unit: 1 }) }),
  against({ raised: channel({ layer, unit: 1 }), other: channel({ layer, unit: 0 }), weight: 2 }),
  against({
    ...{ raised: neuron({ layer, unit: 1 }), weight: 0.5, keep: 'falls' },
    other: seenBy({ model: second, objective: inversion({ layer: 'x' }) }),
  }),
];

/** What is computed, as ONNX bytes, of activations of `DIMS`. */
function graphOf(objective: Objective): Uint8Array {
  const b = new Builder();
  const inputs = Object.entries(objective.inputs(() => DIMS));
  const units = Object.fromEntries(inputs.map(([name, v]) => [name, b.input(name, 'float32', v.dims)]));
  const seen = [...objective.layers, ...(objective.networks ?? []).flatMap((other) => other.layers)];
  const layers = new Map(seen.map((name) => [name, b.input(`layer ${name}`, 'float32', DIMS)]));
  const of = (name: string) => layers.get(name)!;
  b.output(objective.value(of, units, of), 'value');
  return writeModel(finish(b));
}

/** That two compute the same of the same. */
function expectSame(one: Objective, other: Objective): void {
  expect(one.name).toBe(other.name);
  expect(one.layers).toEqual(other.layers);
  expect(one.networks).toEqual(other.networks);
  expect(one.meanOverViews).toBe(other.meanOverViews);
  expect(one.inputs(() => DIMS)).toEqual(other.inputs(() => DIMS));
  expect(graphOf(one)).toEqual(graphOf(other));
}

describe('descriptions', () => {
  test.each(EVERY.map((objective) => [objective.name, objective] as const))(
    '%s goes through JSON and comes back',
    (_, objective) => {
      const again = objectives.read(JSON.parse(JSON.stringify(objective.description)), { given });
      expect(again.description).toEqual(objective.description);
      expectSame(again, objective);
    },
  );

  test('cover every objective', () => {
    expect([...new Set([...EVERY.map((o) => o.name), 'negate', 'divide', 'subtract'])].sort()).toEqual(
      [...objectives.names].sort(),
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
    expect(encoderLatent({ layer, encoder, latent: 1 }).description).toEqual({
      ...{ name: 'encoderLatent', layer, encoder: encoder.fingerprint, latent: 1 },
    });
  });

  const feature = { name: 'channel', layer, unit: 1 };
  test.each<[unknown, string]>([
    [null, 'objective is null; it should be an object'],
    [[], 'objective is []'],
    ['a:1', 'objective is "a:1"'],
    [{}, 'objective.name is missing; it should be one of add, against, alignment, caricature, channel'],
    [{ name: 'chanel' }, 'objective.name is "chanel"'],
    [{ name: '__proto__' }, 'objective.name is "__proto__"'],
    [{ name: 'toString' }, 'objective.name is "toString"'],
    [{ name: 'channel', unit: 1 }, 'objective.layer is missing; it should be text'],
    [{ name: 'channel', layer: 3, unit: 1 }, 'objective.layer is 3'],
    [{ ...feature, unit: -1 }, 'objective.unit is -1; it should be a whole number, 0 or more'],
    [{ ...feature, unit: '1' }, 'objective.unit is "1"'],
    [{ ...feature, unit: [] }, "objective.unit is []; it should be a channel's index or a list of numbers"],
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
    [{ name: 'cosim', layer, unit: 1, power: -1 }, 'objective.power is -1; it should be a number, 0 or more'],
    [{ name: 'inputBlur', layer }, 'it has no options'],
    [
      { name: 'interpolation', from: { layer, unit: 0 }, to: { layer, unit: [1, 'x'] } },
      'objective.to.unit[1] is "x"; it should be a finite number',
    ],
    [
      { name: 'encoderLatent', layer, latent: 1, encoder: 'f00d' },
      'objective.encoder is "f00d"; it should be the fingerprint',
    ],
    [{ name: 'encoderLatent', layer, latent: 1 }, 'objective.encoder is missing'],
    [{ name: 'add' }, 'objective.terms is missing'],
    [{ name: 'add', terms: 3 }, 'objective.terms is 3; it should be a list of 1 to 1000'],
    [{ name: 'add', terms: [] }, 'objective.terms is []; it should be a list of 1 to 1000'],
    [{ name: 'add', terms: Array(1001).fill(1) }, 'objective.terms is [1,1,1'],
    [{ name: 'add', terms: [1] }, 'needs an objective'],
    [{ name: 'add', terms: [feature, '1'] }, 'objective.terms[1] is "1"'],
    [{ name: 'add', terms: [feature, { name: 'x' }] }, 'objective.terms[1].name is "x"'],
    [{ name: 'add', terms: [{ ...feature, unit: -1 }] }, 'objective.terms[0].unit is -1'],
    [{ name: 'subtract', terms: [feature] }, 'it should be a list of 2 objectives or numbers'],
    [{ name: 'negate', terms: [1] }, 'needs an objective'],
    [{ name: 'divide', terms: [feature, 0] }, 'divided by 0'],
  ])('that cannot be used are refused: %j', (json, message) => {
    expect(() => objectives.read(json)).toThrow(FaccentError);
    expect(() => objectives.read(json)).toThrow(message);
  });
});

describe('a nest of descriptions', () => {
  const nested = (depth: number): unknown =>
    depth ? { name: 'negate', terms: [nested(depth - 1)] } : { name: 'channel', layer, unit: 1 };
  test('is read as deep as anybody writes one', () => {
    expect(objectives.read(nested(100)).layers).toEqual([layer]);
  });
  test('is refused before it exhausts the stack', () => {
    expect(() => objectives.read(nested(200))).toThrow('nested more than');
    expect(() => objectives.read(JSON.parse('['.repeat(5000) + ']'.repeat(5000)))).toThrow(
      'nested more than',
    );
  });
});

describe('descriptions of old versions', () => {
  /** They spelled defaults out. */
  const SPELT: [Description, Objective][] = [
    [{ name: 'cosim', layer, unit: 2, power: 1 }, cosim({ layer, unit: 2 })],
    [
      { name: 'spatialCosine', layer, target: [...target], power: 1, masked: false },
      spatialCosine({ layer, target }),
    ],
    [{ name: 'compareL1', layer, items: [0, 1] }, compareL1({ layer })],
    [{ name: 'compareL2', layer, items: [0, 1], norm: 2 }, compareL2({ layer })],
    [{ name: 'compareCosine', layer, items: [0, 1] }, compareCosine({ layer })],
    [{ name: 'compareDotCosine', layer, items: [0, 1], power: 1 }, compareDotCosine({ layer })],
    [{ name: 'comparePearson', layer, items: [0, 1], power: 1 }, comparePearson({ layer })],
    [{ name: 'alignment', layer, decay: 2 }, alignment({ layer })],
  ];
  test.each(SPELT)('are the same objectives: %j', (description, objective) => {
    const read = objectives.read(description);
    expectSame(read, objective);
    expect(read.description).toEqual(description);
  });

  const recipes = new URL('../../../../tests/recipes/', import.meta.url);
  const recorded = readdirSync(recipes)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const recipe = JSON.parse(readFileSync(new URL(name, recipes), 'utf8')) as { objective?: Description };
      return [name, recipe.objective] as const;
    })
    .filter(([, objective]) => objective);
  test.each(recorded)('in %s are read as they were written, and nothing is said of them', (_, objective) => {
    const encoders = [Encoder.read(readFileSync(new URL('encoder.onnx', recipes)))];
    const notes: string[] = [];
    const read = objectives.read(objective, {
      note: (text) => notes.push(text),
      given: { encoder: encoders },
    });
    expect(read.description).toEqual(objective);
    expect(notes).toEqual([]);
  });
  test('are all there', () => expect(recorded.length).toBeGreaterThanOrEqual(10));
});
