import { gradient } from 'onnx-grad';
import { expect, test } from 'vitest';
import { type GoldenArray, fixture, relativeError, run } from '../testing/golden.js';
import { cropAndResize } from './box.js';

interface Case {
  box_y0_x0_y1_x1: [number, number, number, number];
  output: GoldenArray;
  weight: GoldenArray;
  crop_grad: GoldenArray;
}

const golden = fixture<{ image: GoldenArray; cases: Case[] }>('resize.json');
const [height, width] = golden.image.shape.slice(2) as [number, number];
const shape = { canvas: [height, width], view: [16, 16] } as const;

test.each(golden.cases)('crop $box_y0_x0_y1_x1 resized to 16 × 16, and its gradient', async (c) => {
  const [y0, x0, y1, x1] = c.box_y0_x0_y1_x1;
  const result = await run(
    (b, { image, boxes, weight }) => {
      const output = cropAndResize(boxes!, shape)(image!);
      return { output, gradient: gradient(b, output.mul(weight!).sum(), [image!])[0]! };
    },
    { image: golden.image, weight: c.weight, boxes: { shape: [1, 4], data: [y0, x0, y1 - y0, x1 - x0] } },
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
