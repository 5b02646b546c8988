import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { drawOf } from '../testing/views.js';
import { box } from './box.js';
import { centreBox } from './centre-box.js';
import { colourNoise } from './colour-noise.js';
import { compose } from './compose.js';
import { stageNames, transformFrom, transformNames } from './describe.js';
import { jitterStack } from './jitter-stack.js';
import { jitter } from './jitter.js';
import { pad } from './pad.js';
import { pixelNoise } from './pixel-noise.js';
import { randomRotate } from './random-rotate.js';
import { randomScale } from './random-scale.js';
import type { Transform } from './transform.js';
import { whole } from './whole.js';
import { zoomBox } from './zoom-box.js';

const stages = [
  pad(2),
  pad(1, { mode: 'reflect' }),
  pad(1, { value: 0.2 }),
  jitter(3),
  randomScale(Float32Array.of(0.5, 1) as unknown as number[]),
  randomRotate([-5, 5]),
  colourNoise(),
  colourNoise(0.2),
  pixelNoise({ normal: 0.1 }),
];

const EVERY: Transform[] = [
  whole(),
  box(),
  box({ crops: 3, fraction: [0.1, 0.2], normalNoise: 0, uniformNoise: 0.5 }),
  centreBox({ deviation: 0.1, fraction: [0.05, 0.5] }),
  zoomBox({ crops: 2, least: [0.8, 0.1], most: 0.9 }),
  jitterStack(),
  jitterStack({ crops: 2 }),
  compose(stages, { crops: 5 }),
  compose([pad(1), compose([colourNoise(), box({ crops: 2 })])]),
];

describe('descriptions of transforms', () => {
  test.each(EVERY.map((t) => [t.name, t] as const))('%s goes through JSON and comes back', (_, transform) => {
    const again = transformFrom(JSON.parse(JSON.stringify(transform.description)));
    const shape = { canvas: [40, 33], view: [8, 8] } as const;
    expect(again.description).toEqual(transform.description);
    expect([again.name, again.crops]).toEqual([transform.name, transform.crops]);
    expect(again.inputs(shape)).toEqual(transform.inputs(shape));
    expect(drawOf(again, shape)).toEqual(drawOf(transform, shape));
  });

  test('cover every transform and every stage', () => {
    expect([...new Set(EVERY.map((t) => t.name))].sort()).toEqual([...transformNames].sort());
    expect([...new Set(stages.map((s) => s.name))].sort()).toEqual([...stageNames].sort());
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

  const nested = (depth: number): unknown =>
    depth ? { name: 'compose', parts: [nested(depth - 1)] } : { name: 'box' };
  const parts = (...list: unknown[]) => ({ name: 'compose', parts: list });

  test.each<[unknown, string]>([
    [null, 'transform is null; it should be an object, like {"name": "box"'],
    [[], 'transform is []'],
    ['box', 'transform is "box"'],
    [{}, 'transform.name is undefined; it should be one of box, centreBox'],
    [{ name: 'bax' }, 'transform.name is "bax"'],
    [{ name: 'constructor' }, 'transform.name is "constructor"'],
    [{ name: ['box'] }, 'transform.name is ["box"]'],
    [{ name: 'jitter', pixels: 1 }, 'with "jitter" among the parts'],
    [{ name: 'box', crops: '3' }, 'transform.crops is "3"'],
    [{ name: 'box', crops: 0 }, 'positive whole number, not 0'],
    [{ name: 'box', crop: 3 }, 'transform has "crop", which it does not know; it has crops, fraction'],
    [JSON.parse('{"name": "box", "__proto__": {"crops": 2}}'), '"__proto__"'],
    [{ name: 'box', fraction: [0.5] }, 'transform.fraction is [0.5]; it should be two numbers'],
    [{ name: 'box', fraction: [0.5, null] }, 'transform.fraction[1] is null'],
    [{ name: 'box', fraction: [0.5, 0.2] }, '0 < least ≤ most ≤ 1'],
    [JSON.parse('{"name": "centreBox", "deviation": 1e999}'), 'transform.deviation'],
    [{ name: 'zoomBox', least: 0.5 }, 'transform.least is 0.5'],
    [{ name: 'whole', crops: 1 }, 'it has no options'],
    [{ name: 'compose' }, 'transform.parts is missing; it should be a list of 1 to 100'],
    [parts(), 'transform.parts is []'],
    [parts(...Array<unknown>(101).fill({ name: 'box' })), 'it should be a list of 1 to 100'],
    [parts({ name: 'jitter' }), 'transform.parts[0].pixels is missing'],
    [parts({ name: 'jitter', pixels: -1 }), 'transform.parts[0].pixels is -1'],
    [parts({ name: 'pad', pixels: 1, mode: 'wrap' }), 'it should be constant or reflect'],
    [parts({ name: 'randomScale', scales: [] }), 'transform.parts[0].scales is []'],
    [parts({ name: 'randomScale', scales: [-1] }), 'scales must be positive numbers, not -1'],
    [parts({ name: 'pad', pixels: 1 }, 7), 'transform.parts[1] is 7; it should be an object, like'],
    [parts({ name: 'box', crops: 2 }, { name: 'box', crops: 3 }), '2 views, but "box" in it makes 3'],
    [nested(200), 'nested more than'],
    [JSON.parse('['.repeat(5000) + ']'.repeat(5000)), 'nested more than'],
  ])('that cannot be used are refused: %#', (json, message) => {
    expect(() => transformFrom(json)).toThrow(FaccentError);
    expect(() => transformFrom(json)).toThrow(message);
  });
});
