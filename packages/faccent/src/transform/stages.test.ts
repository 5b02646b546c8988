// Each stage, and stages together, do to views what plain JavaScript does; their gradients are right; draws follow the seed.
import { describe, expect, test } from 'vitest';
import { accentuate } from '../accentuate.js';
import { FaccentError } from '../errors.js';
import { Model } from '../model/model.js';
import { channel } from '../objective/channel.js';
import { Random } from '../math/random.js';
import { fixtureBytes, maxDifference, noise } from '../testing/golden.js';
import { drawOf, gradientError, viewsOf } from '../testing/views.js';
import { box } from './box.js';
import { colourNoise } from './colour-noise.js';
import { type Part, compose } from './compose.js';
import { jitterStack } from './jitter-stack.js';
import { jitter } from './jitter.js';
import { pad } from './pad.js';
import { pixelNoise } from './pixel-noise.js';
import { randomRotate } from './random-rotate.js';
import { randomScale } from './random-scale.js';
import type { ViewShape } from './transform.js';
import { whole } from './whole.js';

type Draws = Record<string, number[]>;
/** One channel of a view. */
interface Plane {
  readonly height: number;
  readonly width: number;
  readonly at: (y: number, x: number) => number;
}
/** What a stage does to channel c of view v, in plain JavaScript. */
type Reference = (plane: Plane, draws: Draws, v: number, c: number) => Plane;

const settled = ({ height, width, at }: Plane): Plane => {
  const data = Array.from({ length: height * width }, (_, i) => at(Math.floor(i / width), i % width));
  return { height, width, at: (y, x) => data[y * width + x]! };
};

/** Bilinear, zero outside. */
const sample = ({ height, width, at }: Plane, y: number, x: number): number => {
  const pixel = (r: number, c: number) => (r >= 0 && r < height && c >= 0 && c < width ? at(r, c) : 0);
  const [r, c] = [Math.floor(y), Math.floor(x)];
  const [fy, fx] = [y - r, x - c];
  return (
    (1 - fy) * ((1 - fx) * pixel(r, c) + fx * pixel(r, c + 1)) +
    fy * ((1 - fx) * pixel(r + 1, c) + fx * pixel(r + 1, c + 1))
  );
};

const jittered =
  (pixels: number, name = '0.jitter.corner'): Reference =>
  ({ height, width, at }, draws, v) => ({
    height: height - pixels,
    width: width - pixels,
    at: (y, x) => at(y + draws[name]![2 * v]!, x + draws[name]![2 * v + 1]!),
  });

const scaled =
  (name = '0.randomScale.scale'): Reference =>
  (plane, draws, v) => {
    const [my, mx] = [(plane.height - 1) / 2, (plane.width - 1) / 2];
    const s = draws[name]![v]!;
    return { ...plane, at: (y, x) => sample(plane, my + (y - my) / s, mx + (x - mx) / s) };
  };

const rotated =
  (name = '0.randomRotate.degrees'): Reference =>
  (plane, draws, v) => {
    const [my, mx] = [(plane.height - 1) / 2, (plane.width - 1) / 2];
    const a = (draws[name]![v]! / 180) * Math.PI;
    return {
      ...plane,
      at: (y, x) =>
        sample(
          plane,
          my + Math.sin(a) * (x - mx) + Math.cos(a) * (y - my),
          mx + Math.cos(a) * (x - mx) - Math.sin(a) * (y - my),
        ),
    };
  };

const padded =
  (pixels: number, value?: number): Reference =>
  ({ height, width, at }) => ({
    height: height + 2 * pixels,
    width: width + 2 * pixels,
    at: (y, x) => {
      const [r, c] = [y - pixels, x - pixels];
      const mirror = (i: number, n: number) => (i < 0 ? -i : i >= n ? 2 * n - 2 - i : i);
      if (value === undefined) return at(mirror(r, height), mirror(c, width));
      return r >= 0 && r < height && c >= 0 && c < width ? at(r, c) : value;
    },
  });

const noisy: Reference = (plane, draws, v, c) => ({
  ...plane,
  at: (y, x) => {
    const row = (draws['0.pixelNoise.row']![v]! + c * plane.height + y) % (4 * plane.height);
    return plane.at(y, x) + draws['0.pixelNoise.pool']![row * plane.width + x]!;
  },
});

const tinted: Reference = (plane, draws, v, c) => ({
  ...plane,
  at: (y, x) => plane.at(y, x) + draws['0.colourNoise.offset']![3 * v + c]!,
});

/** Bilinear, antialiased, align-corners. */
const resized =
  (to: readonly [number, number]): Reference =>
  (plane) => {
    const weights = (from: number, target: number, i: number): number[] => {
      const scale = (from - 1) / Math.max(1, target - 1);
      const centre = scale * (i + 0.5) - 0.5;
      const raw = Array.from({ length: from }, (_, j) =>
        Math.max(0, 1 - Math.abs(j - centre) / Math.max(1, scale)),
      );
      const sum = raw.reduce((a, b) => a + b);
      return raw.map((w) => w / sum);
    };
    return {
      height: to[0],
      width: to[1],
      at: (y, x) => {
        const columns = weights(plane.width, to[1], x);
        return weights(plane.height, to[0], y).reduce(
          (sum, wy, r) => sum + (wy && wy * columns.reduce((s, wx, c) => s + (wx && wx * plane.at(r, c)), 0)),
          0,
        );
      },
    };
  };

function reference(
  image: ArrayLike<number>,
  { canvas, view }: ViewShape,
  draws: Draws,
  views: number,
  steps: Reference[],
) {
  const [height, width] = canvas;
  const out: number[] = [];
  for (let v = 0; v < views; v++) {
    for (let c = 0; c < 3; c++) {
      const start: Plane = { height, width, at: (y, x) => image[(c * height + y) * width + x]! };
      const last = steps.reduce((plane, step) => settled(step(plane, draws, v, c)), start);
      expect([last.height, last.width]).toEqual(view);
      for (let i = 0; i < view[0] * view[1]; i++) out.push(last.at(Math.floor(i / view[1]), i % view[1]));
    }
  }
  return out;
}

const CANVASES = [
  [9, 9],
  [7, 12],
  [10, 5],
] as const;

/** A stage, what it should do, and how much larger it makes images. */
const STAGES: [string, Part, Reference, number][] = [
  ['jitter', jitter(3), jittered(3), -3],
  ['no jitter', jitter(0), jittered(0), 0],
  ['scale', randomScale([0.5, 0.9, 1, 1.37, 4]), scaled(), 0],
  ['rotate', randomRotate([-90, -10, 0, 3.5, 200]), rotated(), 0],
  ['pad with a constant', pad(2, { value: 0.3 }), padded(2, 0.3), 4],
  ['pad by reflection', pad(4, { mode: 'reflect' }), padded(4), 8],
  ['no padding', pad(0), padded(0, 0.5), 0],
  ['colour noise', colourNoise(0.2), tinted, 0],
  ['pixel noise', pixelNoise({ normal: 0.1, uniform: 0.2 }), noisy, 0],
];

const sizes = CANVASES.flatMap((canvas) => STAGES.map((stage) => [stage[0], canvas, stage] as const));

describe('a stage', () => {
  test.each(sizes)(
    '%s on %j has the stated values and gradient',
    async (_, canvas, [, stage, does, grows]) => {
      const view = [canvas[0] + grows, canvas[1] + grows] as const;
      const shape = { canvas, view };
      const transform = compose([stage]);
      const image = noise(3 * canvas[0] * canvas[1]);
      const draws = drawOf(transform, shape);
      const { image: views } = await viewsOf(transform, shape, { image }, draws);
      const expected = reference(image, shape, draws, transform.views, [does]);
      expect(maxDifference(views!, expected)).toBeLessThan(1e-5);
      expect(gradientError(compose([stage], { views: Math.min(3, transform.views) }), shape)).toBeLessThan(
        1e-5,
      );
    },
  );

  test.each(sizes)(
    '%s on %j is resized where the model wants another size',
    async (_, canvas, [, stage, does]) => {
      const shape = { canvas, view: [6, 4] } as const;
      const transform = compose([stage]);
      const image = noise(3 * canvas[0] * canvas[1]);
      const draws = drawOf(transform, shape);
      const { image: views } = await viewsOf(transform, shape, { image }, draws);
      const expected = reference(image, shape, draws, transform.views, [does, resized([6, 4])]);
      expect(maxDifference(views!, expected)).toBeLessThan(1e-5);
    },
  );

  test('on one row or column of pixels', async () => {
    const shape = { canvas: [1, 6], view: [1, 6] } as const;
    const transform = compose([randomRotate([180]), randomScale([1])], { views: 1 });
    const image = noise(18);
    const mirrored = [0, 1, 2].flatMap((c) => [...image.slice(6 * c, 6 * c + 6)].reverse());
    expect(maxDifference((await viewsOf(transform, shape, { image })).image!, mirrored)).toBeLessThan(1e-5);
  });
});

describe('a composition', () => {
  const stack = [pad(3), jitter(2), randomScale([0.8, 1.2]), randomRotate([-8, 0, 8]), jitter(1)];
  const does = [
    padded(3, 0.5),
    jittered(2, '1.jitter.corner'),
    scaled('2.randomScale.scale'),
    rotated('3.randomRotate.degrees'),
    jittered(1, '4.jitter.corner'),
  ];

  test.each(CANVASES.map((c) => [c]))('on %j does what its parts do, in turn', async (canvas) => {
    const shape = { canvas, view: [6, 7] } as const;
    const transform = compose(stack, { views: 3 });
    const image = noise(3 * canvas[0] * canvas[1]);
    const draws = drawOf(transform, shape);
    const expected = reference(image, shape, draws, 3, [...does, resized([6, 7])]);
    const { image: views } = await viewsOf(transform, shape, { image }, draws);
    expect(maxDifference(views!, expected)).toBeLessThan(1e-5);
    expect(gradientError(transform, shape)).toBeLessThan(1e-5);
  });

  test('multiplies consecutive matrices before images', async () => {
    const shape = { canvas: [9, 7], view: [3, 4] } as const;
    const transform = compose([jitter(1), jitter(2), randomScale([1.1, 0.7])], { views: 4 });
    const image = noise(3 * 63);
    const draws = drawOf(transform, shape);
    const chain = [
      jittered(1),
      jittered(2, '1.jitter.corner'),
      scaled('2.randomScale.scale'),
      resized([3, 4]),
    ];
    const { image: views } = await viewsOf(transform, shape, { image }, draws);
    expect(maxDifference(views!, reference(image, shape, draws, 4, chain))).toBeLessThan(1e-5);
  });

  test.each<[string, Part[]]>([
    ['the jitter stack', [jitterStack({ views: 4 })]],
    ['a box after colour noise', [colourNoise(0.1), box({ views: 4 })]],
    ['noise and jitter', [pixelNoise(), jitter(2)]],
  ])('%s: the same seed, the same views; of the image as of its seed', async (_, parts) => {
    const transform = compose(parts, { views: 4 });
    const shape = { canvas: [24, 19], view: [8, 9] } as const;
    const image = noise(3 * 24 * 19);
    const drawn = (seed: number) => drawOf(transform, shape, { seed });
    expect(drawn(5)).toEqual(drawn(5));
    expect(drawn(5)).not.toEqual(drawn(6));
    const { a, b } = await viewsOf(transform, shape, { a: image, b: image }, drawn(5));
    expect(a!.length).toBe(4 * 3 * 72);
    expect(maxDifference(a!, b!)).toBe(0);
    const other = await viewsOf(transform, shape, { a: image }, drawn(6));
    expect(maxDifference(a!, other.a!)).toBeGreaterThan(0.01);
  });

  test('has the views of a transform among its parts, or 16, or one if nothing is random', () => {
    expect(compose([colourNoise(), box({ views: 5 })]).views).toBe(5);
    expect(compose([jitter(1)]).views).toBe(16);
    expect(compose([pad(1)]).views).toBe(1);
    expect(compose([pad(1), whole()]).views).toBe(1);
    expect(jitterStack().views).toBe(16);
  });

  test('draws jitter, scales and angles over all of their ranges', () => {
    const shape = { canvas: [50, 40], view: [8, 8] } as const;
    const draws = drawOf(jitterStack({ views: 4000 }), shape);
    const values = (name: string) => [...new Set(draws[name])].sort((a, b) => a - b);
    expect(values('1.jitter.corner')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(values('4.jitter.corner')).toEqual([0, 1, 2, 3, 4]);
    expect(values('2.randomScale.scale').length).toBe(11);
    expect(values('2.randomScale.scale')[0]).toBeCloseTo(0.9, 6);
    expect(values('3.randomRotate.degrees').length).toBe(21);
  });

  test('draws an offset for each channel that is normal and uniform in part, by default as the authors', () => {
    const shape = { canvas: [2, 2], view: [2, 2] } as const;
    const offsets = (noise: Part) =>
      Array.from(drawOf(compose([noise], { views: 4000 }), shape)['0.colourNoise.offset']!);
    const deviation = (values: readonly number[]) => Math.hypot(...values) / Math.sqrt(values.length);
    expect(deviation(offsets(colourNoise()))).toBeCloseTo(Math.sqrt(0.02 ** 2 + 0.01 ** 2 / 3), 3);
    expect(deviation(offsets(colourNoise(0.1, 0)))).toBeCloseTo(0.1, 2);
    const uniform = offsets(colourNoise(0, 0.3));
    expect(Math.max(...uniform.map(Math.abs))).toBeLessThanOrEqual(0.3);
    expect(deviation(uniform)).toBeCloseTo(0.3 / Math.sqrt(3), 2);
  });

  test('draws nothing for a uniform part that there is not: older recipes had none', () => {
    const shape = { canvas: [2, 2], view: [2, 2] } as const;
    const random = new Random(3);
    const transform = compose([colourNoise(0.05, 0)], { views: 1 });
    const offsets = drawOf(transform, shape, { seed: 3 })['0.colourNoise.offset']!;
    expect(Array.from(offsets)).toEqual([0, 0, 0].map(() => Math.fround(random.normal(0.05))));
  });

  test.each([
    [undefined, 0],
    [0.5, 0.5],
  ])('stands on a border of %s in the jitter stack', async (border, value) => {
    const shape = { canvas: [20, 20], view: [32, 32] } as const;
    const transform = jitterStack({ views: 1, border });
    const draws = drawOf(transform, shape);
    // in the middle of what is drawn: nothing is scaled or turned
    draws['1.jitter.corner'] = [4, 4];
    draws['2.randomScale.scale'] = [1];
    draws['3.randomRotate.degrees'] = [0];
    draws['4.jitter.corner'] = [2, 2];
    const { image } = await viewsOf(transform, shape, { image: new Float64Array(1200).fill(0.25) }, draws);
    expect([image![0], image![32 * 16 + 16]]).toEqual([value, 0.25]);
  });

  test('runs, in groups of views as at once', async () => {
    const model = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
    const canvas = [36, 41] as const;
    const photo = {
      size: canvas,
      data: Float32Array.from(noise(3 * 36 * 41), (v) => 1 / (1 + Math.exp(-v))),
    };
    const transform = compose([pixelNoise(), colourNoise(), jitterStack({ views: 4 })]);
    const run = (viewsAtOnce: number) =>
      accentuate(model, photo, channel({ layer: 'relu3', unit: 1 }), {
        transform,
        viewsAtOnce,
        steps: 3,
        regularize: 'relu2',
        balance: 0.1,
        threads: 1,
      });
    const [grouped, whole] = [await run(2), await run(4)];
    grouped.steps.forEach((step, i) => {
      expect(step.activation).toBeCloseTo(whole.steps[i]!.activation, 4);
      expect(step.distance).toBeCloseTo(whole.steps[i]!.distance!, 4);
    });
    expect(whole.steps[0]!.distance).toBeLessThan(1e-2);
  });
});

describe('impossible options are refused', () => {
  const inputs = (parts: Part[], canvas: readonly [number, number]) => () =>
    compose(parts).inputs({ canvas, view: [4, 4] });
  test.each<[() => unknown, string]>([
    [() => jitter(-1), 'jitter.pixels is -1; it should be a whole number, 0 or more'],
    [() => jitter(1.5), 'jitter.pixels is 1.5'],
    [() => pad(NaN), 'pad.pixels is NaN; it should be a whole number, 0 or more'],
    [() => pad(1, { mode: 'wrap' as 'reflect' }), 'pad.mode is "wrap"; it should be constant or reflect'],
    [() => pad(1, { value: Infinity }), 'pad.value is Infinity; it should be a finite number'],
    [() => randomScale([]), 'randomScale.scales is []; it should be a list of numbers'],
    [() => randomScale([1, 0]), 'scales must be positive numbers, not 0'],
    [() => randomRotate([NaN]), 'randomRotate.degrees[0] is NaN; it should be a finite number'],
    [() => colourNoise(-1), 'colourNoise.deviation is -1; it should be a number, 0 or more'],
    [() => colourNoise(1, -1), 'colourNoise.uniform is -1; it should be a number, 0 or more'],
    [() => pixelNoise({ uniform: NaN }), 'pixelNoise.uniform is NaN'],
    [() => compose([]), 'compose.parts is []; it should be a list of 1 to 100 stages or transforms'],
    [() => compose([pad(1), 7 as never]), 'compose.parts[1] is 7; it should be a stage or a transform'],
    [() => compose([jitter as never]), 'it should be a stage or a transform'],
    [
      () => compose([pad(1).description as never]),
      'compose.parts[0] is {"name":"pad","pixels":1}; it should be',
    ],
    [() => compose([jitter(1)], { views: 0 }), 'compose.views is 0; it should be a whole number, 1 or more'],
    [() => compose([pad(1)], { views: 2 }), 'nothing in the composition is random'],
    [() => compose([box({ views: 3 })], { views: 4 }), '4 views, but "box" in it makes 3'],
    [inputs([jitter(5)], [5, 9]), 'jitter by 5 pixels leaves nothing of 5 × 9'],
    [inputs([pad(2), jitter(5), jitter(4)], [5, 9]), 'nothing of 4 × 8'],
    [inputs([pad(5, { mode: 'reflect' })], [5, 9]), 'cannot be mirrored 5 pixels'],
  ])('%#: %s', (make, message) => {
    expect(make).toThrow(FaccentError);
    expect(make).toThrow(message);
  });
});
