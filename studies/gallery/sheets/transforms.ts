import {
  Random,
  type Transform,
  box,
  centreBox,
  colourNoise,
  compose,
  imageFromBytes,
  imageToBytes,
  jitter,
  jitterStack,
  pad,
  pixelNoise,
  randomRotate,
  randomScale,
  whole,
  zoomBox,
} from 'faccent';
import { Builder, type Expression, finish, writeModel } from 'onnx-grad';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { CANVAS, type Cell, STEPS, VIEWS, accentuated, cat, model, leopard } from '../subject.js';

/** Four views of the photograph under a transform: two at the start of a run, two at its end. */
async function viewsOf(label: string, transform: Transform): Promise<Cell> {
  const view = model.description.size;
  const [height, width] = view;
  const shape = { canvas: cat.size, view };
  const builder = new Builder();
  const image = builder.input('image', 'float32', [1, 3, ...cat.size]);
  const inputs = transform.inputs(shape);
  const drawn = Object.entries(inputs).map(([name, { type, dims }]): [string, Expression] => [
    name,
    builder.input(name, type, dims),
  ]);
  builder.output(transform.apply(Object.fromEntries(drawn), shape)(image), 'views');
  const session = await InferenceSession.create(writeModel(finish(builder)), { logSeverityLevel: 3 });
  const random = new Random(1);
  const fixed = transform.prepare(random, shape);
  const frames: Buffer[] = [];
  for (const step of [0, STEPS - 1]) {
    const draws = { ...fixed, ...transform.draw(random, shape, { step, steps: STEPS }) };
    const feeds = Object.entries(draws).map(([name, data]) => {
      const { dims } = inputs[name]!;
      return [
        name,
        data instanceof BigInt64Array ? new Tensor('int64', data, dims) : new Tensor('float32', data, dims),
      ];
    });
    feeds.push(['image', new Tensor('float32', cat.data, [1, 3, ...cat.size])]);
    const { views } = await session.run(Object.fromEntries(feeds) as Record<string, Tensor>);
    const length = 3 * height * width;
    for (const i of [0, 1]) {
      const at = (i % views!.dims[0]!) * length;
      const data = (views!.data as Float32Array).slice(at, at + length);
      frames.push(await shrunk({ size: view, data }));
    }
  }
  await session.release();
  return { label, image: await together(frames) };
}

/** A frame takes a quarter of the canvas, less the gap between frames. */
const GAP = 4;
const SIDE = (CANVAS[1] - GAP) / 2;

const shrunk = ({ size: [height, width], data }: Cell['image']): Promise<Buffer> =>
  sharp(imageToBytes({ size: [height, width], data }), { raw: { height, width, channels: 3 } })
    .resize(SIDE, SIDE)
    .png()
    .toBuffer();

/** Four frames on white. */
async function together(frames: readonly Buffer[]): Promise<Cell['image']> {
  const [height, width] = CANVAS;
  const place = (i: number) => ({ left: (i % 2) * (SIDE + GAP), top: Math.floor(i / 2) * (SIDE + GAP) });
  const bytes = await sharp({ create: { width, height, channels: 3, background: 'white' } })
    .composite(frames.map((input, i) => ({ input, ...place(i) })))
    .removeAlpha()
    .raw()
    .toBuffer();
  return imageFromBytes(bytes, CANVAS, 3);
}

export async function transforms(): Promise<Cell[][]> {
  const views = { views: VIEWS };
  const all: Record<string, Transform> = {
    whole: whole(),
    box: box(views),
    centreBox: centreBox(views),
    zoomBox: zoomBox(views),
    jitterStack: jitterStack(views),
    'compose: pad, jitter': compose([pad(12), jitter(24)], views),
    'pad (reflect), jitter': compose([pad(32, { mode: 'reflect' }), jitter(64)], views),
    randomScale: compose([randomScale([0.7, 1, 1.3])], views),
    randomRotate: compose([randomRotate([-30, -15, 15, 30])], views),
    colourNoise: compose([colourNoise(0.15)], views),
    pixelNoise: compose([pixelNoise({ normal: 0.1 })], views),
  };
  const cells: Cell[][] = [];
  for (const [name, transform] of Object.entries(all)) {
    cells.push([await viewsOf(`${name}: views`, transform)]);
    cells.push(await accentuated(name, cat, leopard, { transform }));
  }
  return cells;
}
