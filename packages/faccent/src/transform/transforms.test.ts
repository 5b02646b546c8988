// Every transform and stage comes back from its JSON as it was, old spellings read, and what cannot be used is refused by name.
import { Builder, finish, writeModel } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { drawOf } from '../testing/views.js';
import { box } from './box.js';
import { centreBox } from './centre-box.js';
import { colourNoise } from './colour-noise.js';
import { compose } from './compose.js';
import { transforms } from './index.js';
import { jitterStack } from './jitter-stack.js';
import { jitter } from './jitter.js';
import { pad } from './pad.js';
import { pixelNoise } from './pixel-noise.js';
import { randomRotate } from './random-rotate.js';
import { randomScale } from './random-scale.js';
import type { Transform, ViewShape } from './transform.js';
import { whole } from './whole.js';
import { zoomBox } from './zoom-box.js';

const stages = [
  pad(2),
  pad(1, { mode: 'reflect' }),
  pad(1, { value: 0.2 }),
  jitter(3),
  randomScale(Float32Array.of(0.5, 1)),
  randomRotate([-5, 5]),
  colourNoise(),
  colourNoise(0.2),
  pixelNoise({ normal: 0.1 }),
];

const EVERY: Transform[] = [
  whole(),
  box(),
  box({ views: 3, fraction: [0.1, 0.2], normalNoise: 0, uniformNoise: 0.5 }),
  centreBox({ deviation: 0.1, fraction: [0.05, 0.5] }),
  zoomBox({ views: 2, least: [0.8, 0.1], most: 0.9 }),
  jitterStack(),
  jitterStack({ views: 2 }),
  compose(stages, { views: 5 }),
  compose([pad(1), compose([colourNoise(), box({ views: 2 })])]),
];

/** The views' graph, byte by byte. */
function graphOf(transform: Transform, shape: ViewShape): Uint8Array {
  const b = new Builder();
  const inputs = Object.entries(transform.inputs(shape));
  const draws = inputs.map(([name, { type, dims }]) => [name, b.input(name, type, dims)] as const);
  const image = b.input('picture', 'float32', [1, 3, ...shape.canvas]);
  b.output(transform.apply(Object.fromEntries(draws), shape)(image), 'views');
  return writeModel(finish(b));
}

describe('descriptions of transforms', () => {
  test.each(EVERY.map((t) => [t.name, t] as const))('%s goes through JSON and comes back', (_, transform) => {
    const again = transforms.read(JSON.parse(JSON.stringify(transform.description)));
    const shape = { canvas: [40, 33], view: [8, 8] } as const;
    expect(again.description).toEqual(transform.description);
    expect([again.name, again.views]).toEqual([transform.name, transform.views]);
    expect(again.inputs(shape)).toEqual(transform.inputs(shape));
    expect(drawOf(again, shape)).toEqual(drawOf(transform, shape));
    expect(graphOf(again, shape)).toEqual(graphOf(transform, shape));
  });

  test('cover every transform and every stage', () => {
    expect([...new Set(EVERY.map((t) => t.name))].sort()).toEqual([...transforms.names].sort());
    expect([...new Set(stages.map((s) => s.name))].sort()).toEqual([...transforms.partNames].sort());
  });

  test('are plain: what was left out stays out', () => {
    expect(box().description).toEqual({ name: 'box' });
    expect(compose([pad(12), jitter(8)]).description).toEqual({
      name: 'compose',
      parts: [
        { name: 'pad', pixels: 12 },
        { name: 'jitter', pixels: 8 },
      ],
    });
  });

  const inner = {
    name: 'compose',
    parts: [
      { name: 'jitter-stack', crops: 2 },
      { name: 'zoom', crops: 2 },
    ],
  };
  test.each<[unknown, Transform, string[]]>([
    [{ name: 'box', crops: 4 }, box({ views: 4 }), ['the option "crops" of "box" is now called "views"']],
    [{ name: 'centre-box' }, centreBox(), ['the transform "centre-box" is now called "centreBox"']],
    [
      { ...inner, crops: 2 },
      compose([jitterStack({ views: 2 }), zoomBox({ views: 2 })], { views: 2 }),
      [
        'the transform "jitter-stack" is now called "jitterStack"',
        'the option "crops" of "jitterStack" is now called "views"',
        'the transform "zoom" is now called "zoomBox"',
        'the option "crops" of "zoomBox" is now called "views"',
        'the option "crops" of "compose" is now called "views"',
      ],
    ],
    [
      {
        name: 'compose',
        parts: [
          { name: 'scale', scales: [0.5] },
          { name: 'rotate', degrees: [3] },
          { name: 'colour-noise' },
          { name: 'pixel-noise' },
        ],
      },
      compose([randomScale([0.5]), randomRotate([3]), colourNoise(), pixelNoise()]),
      [
        'the stage "scale" is now called "randomScale"',
        'the stage "rotate" is now called "randomRotate"',
        'the stage "colour-noise" is now called "colourNoise"',
        'the stage "pixel-noise" is now called "pixelNoise"',
      ],
    ],
  ])('in old spellings read with a note, to the same graphs and draws: %#', (json, transform, notes) => {
    const noted: string[] = [];
    const read = transforms.read(json, { note: (text) => noted.push(text) });
    const shape = { canvas: [24, 33], view: [8, 8] } as const;
    expect(noted).toEqual(notes);
    expect(read.description).toEqual(transform.description);
    expect(read.views).toBe(transform.views);
    expect(drawOf(read, shape)).toEqual(drawOf(transform, shape));
    expect(graphOf(read, shape)).toEqual(graphOf(transform, shape));
  });

  test('functions know the names of today alone', () => {
    expect(() => box({ crops: 3 } as never)).toThrow('box has "crops", which it does not know');
    expect(() => whole({ views: 1 })).toThrow('whole has "views"');
    expect(() => compose([box()], { crops: 3 } as never)).toThrow('compose has "crops"');
  });

  const nested = (depth: number): unknown =>
    depth ? { name: 'compose', parts: [nested(depth - 1)] } : { name: 'box' };
  const parts = (...list: unknown[]) => ({ name: 'compose', parts: list });

  test.each<[unknown, string]>([
    [null, 'transform is null; it should be an object, like {"name": "box"'],
    [[], 'transform is []'],
    ['box', 'transform is "box"'],
    [{}, 'transform.name is missing; it should be one of box, centreBox'],
    [{ name: 'bax' }, 'transform.name is "bax"'],
    [{ name: 'constructor' }, 'transform.name is "constructor"'],
    [{ name: ['box'] }, 'transform.name is ["box"]'],
    [{ name: 'jitter', pixels: 1 }, 'with "jitter" among the parts'],
    [{ name: 'box', views: '3' }, 'transform.views is "3"'],
    [{ name: 'box', crops: '3' }, 'transform.views is "3"'],
    [{ name: 'box', crops: 2, views: 3 }, 'transform has both "crops" and "views"'],
    [{ name: 'box', views: 0 }, 'transform.views is 0; it should be a whole number, 1 or more'],
    [
      { name: 'box', crop: 3 },
      'transform has "crop", which it does not know; it has views, fraction, normalNoise',
    ],
    [JSON.parse('{"name": "box", "__proto__": {"views": 2}}'), '"__proto__"'],
    [{ name: 'box', fraction: [0.5] }, 'transform.fraction is [0.5]; it should be two numbers'],
    [{ name: 'box', fraction: [0.5, null] }, 'transform.fraction[1] is null'],
    [{ name: 'box', fraction: [0.5, 0.2] }, '0 < least ≤ most ≤ 1'],
    [JSON.parse('{"name": "centreBox", "deviation": 1e999}'), 'transform.deviation'],
    [{ name: 'zoomBox', least: 0.5 }, 'transform.least is 0.5'],
    [{ name: 'whole', views: 1 }, 'it has no options'],
    [{ name: 'compose' }, 'transform.parts is missing; it should be a list of 1 to 100'],
    [parts(), 'transform.parts is []'],
    [parts(...Array<unknown>(101).fill({ name: 'box' })), 'it should be a list of 1 to 100'],
    [
      { name: 'compose', parts: { length: 2 } },
      'transform.parts is {"length":2}; it should be a list of 1 to 100',
    ],
    [parts({ name: 'jitter' }), 'transform.parts[0].pixels is missing'],
    [parts({ name: 'jitter', pixels: -1 }), 'transform.parts[0].pixels is -1'],
    [parts({ name: 'pad', pixels: 1, mode: 'wrap' }), 'it should be constant or reflect'],
    [parts({ name: 'randomScale', scales: [] }), 'transform.parts[0].scales is []'],
    [parts({ name: 'randomScale', scales: [-1] }), 'scales must be positive numbers, not -1'],
    [parts({ name: 'pad', pixels: 1 }, 7), 'transform.parts[1] is 7; it should be an object, like'],
    [parts({ name: 'box', views: 2 }, { name: 'box', views: 3 }), '2 views, but "box" in it makes 3'],
    [nested(200), 'nested more than'],
    [JSON.parse('['.repeat(5000) + ']'.repeat(5000)), 'nested more than'],
  ])('that cannot be used are refused: %#', (json, message) => {
    expect(() => transforms.read(json)).toThrow(FaccentError);
    expect(() => transforms.read(json)).toThrow(message);
  });
});
