// Crops and resizes, and their gradients, agree with PyTorch (fixtures/resize.json), however they are computed.
import { type Expression, PORTABLE, type Target, gradient, vjp } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { type GoldenArray, fixture, noise, relativeError, run } from '../testing/golden.js';
import { cropAndResize } from './crop.js';
import { interpolation } from './resize.js';

interface Case {
  box_y0_x0_y1_x1: [number, number, number, number];
  output: GoldenArray;
  weight: GoldenArray;
  crop_grad: GoldenArray;
}

const golden = fixture<{ image: GoldenArray; cases: Case[] }>('resize.json');
const [height, width] = golden.image.shape.slice(2) as [number, number];
const shape = { canvas: [height, width], view: [16, 16] } as const;

const COPYING: Target = { ...PORTABLE, copiesRows: true };

describe.each([
  ['products', PORTABLE],
  ['copied rows', COPYING],
] as const)('by %s', (_, target) => {
  test.each(golden.cases)('crop $box_y0_x0_y1_x1 resized to 16 × 16, and its gradient', async (c) => {
    const [y0, x0, y1, x1] = c.box_y0_x0_y1_x1;
    const result = await run(
      (b, { image, boxes, weight }) => {
        const output = cropAndResize(boxes!, shape)(image!);
        return { output, gradient: gradient(b, output.mul(weight!).sum(), [image!])[0]! };
      },
      { image: golden.image, weight: c.weight, boxes: { shape: [1, 4], data: [y0, x0, y1 - y0, x1 - x0] } },
      target,
    );
    expect(relativeError(result.output!, c.output.data)).toBeLessThan(1e-5);
    // the golden gradient is the crop's; outside the crop ours is zero
    const inside = new Float64Array(golden.image.data.length);
    const [h, w] = [y1 - y0, x1 - x0];
    c.crop_grad.data.forEach((v, i) => {
      const [channel, y, x] = [Math.floor(i / (h * w)), Math.floor(i / w) % h, i % w];
      inside[(channel * height + y0 + y) * width + x0 + x] = v;
    });
    expect(relativeError(result.gradient!, inside)).toBeLessThan(1e-5);
  });
});

test('several boxes at once give what each gives alone', async () => {
  const boxes = golden.cases.map(({ box_y0_x0_y1_x1: [y0, x0, y1, x1] }) => [y0, x0, y1 - y0, x1 - x0]);
  const { output } = await run((_, p) => ({ output: cropAndResize(p.boxes!, shape)(p.image!) }), {
    image: golden.image,
    boxes: { shape: [boxes.length, 4], data: boxes.flat() },
  });
  expect(
    relativeError(
      output!,
      golden.cases.flatMap((c) => c.output.data),
    ),
  ).toBeLessThan(1e-5);
});

describe.each([
  ['forward', { canvas: [100, 75], view: [64, 48] }, [0, 0, 100, 75, 60, 31, 8, 7, 99, 74, 1, 1]],
  [
    'where the canvas is less high than a view',
    { canvas: [100, 90], view: [112, 8] },
    [0, 0, 100, 90, 60, 31, 8, 7, 99, 74, 1, 1],
  ],
  ['and columns', { canvas: [96, 256], view: [40, 64] }, [0, 0, 96, 256, 60, 193, 8, 63, 95, 255, 1, 1]],
  [
    'and columns where the canvas is less wide than they are together',
    { canvas: [64, 160], view: [48, 144] },
    [0, 0, 64, 160, 3, 30, 55, 130, 1, 2, 60, 145],
  ],
  ['and back', { canvas: [300, 60], view: [112, 40] }, [0, 0, 300, 60, 280, 31, 20, 7, 39, 5, 113, 40]],
] as const)(
  'rows copied window by window %s give what products give, and the same gradient',
  (_, at, data) => {
    const boxes = { shape: [3, 4], data };
    const cotangents = { shape: [3, 3, ...at.view], data: noise(9 * at.view[0] * at.view[1], 2) };

    test.each([1, 3])('%i images', async (images) => {
      const outcome = (target: Target) =>
        run(
          (b, p) => {
            const rowNoise = (rows: Expression): Expression =>
              b
                .apply('Gather', [p.noise!, rows], { axis: 0 })
                .expand([3, ...rows.dims.slice(1), at.canvas[1]]);
            const crop = cropAndResize(
              p.boxes!,
              at,
              (start, end) => (rows) => rowNoise(rows).slice(0, start, end),
            );
            const views = crop(p.image!);
            return { views, gradient: vjp(b, [{ of: views, cotangent: p.cotangents! }], [p.image!])[0]! };
          },
          {
            image: {
              shape: [images, 3, ...at.canvas],
              data: noise(images * 3 * at.canvas[0] * at.canvas[1]),
            },
            noise: {
              shape: [3 * at.canvas[0], at.canvas[1]],
              data: noise(3 * at.canvas[0] * at.canvas[1], 3),
            },
            boxes,
            cotangents,
          },
          target,
        );
      const [expected, actual] = [await outcome(PORTABLE), await outcome(COPYING)];
      expect(relativeError(actual.views!, expected.views!)).toBeLessThan(1e-6);
      expect(relativeError(actual.gradient!, expected.gradient!)).toBeLessThan(1e-6);
    });

    test('their gradient is that of the operators they are made of', async () => {
      const { ours, plain } = await run(
        (b, p) => {
          const column = (i: number): Expression => p.boxes!.slice(1, i, i + 1).reshape([3]);
          const vertical = interpolation({ start: column(0), length: column(2) }, at.canvas[0], at.view[0]);
          const horizontal = interpolation(
            { start: column(1), length: column(3) },
            at.canvas[1],
            at.view[1],
            'nst',
          );
          const views = vertical.unsqueeze(1).matmul(p.image!.matmul(horizontal.unsqueeze(1)));
          const back = (of: Expression): Expression =>
            vjp(b, [{ of, cotangent: p.cotangents! }], [p.image!])[0]!;
          return { ours: back(cropAndResize(p.boxes!, at)(p.image!)), plain: back(views) };
        },
        {
          image: { shape: [1, 3, ...at.canvas], data: noise(3 * at.canvas[0] * at.canvas[1]) },
          boxes,
          cotangents,
        },
      );
      expect(relativeError(ours!, plain!)).toBeLessThan(1e-6);
    });
  },
);
