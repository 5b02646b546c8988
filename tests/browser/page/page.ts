/**
 * The page that the test opens: what a web application with faccent does, no more. Vite finds the network that ships and
 * ONNX Runtime's .wasm files by their `new URL(…, import.meta.url)` and puts them beside the scripts, so nothing comes
 * from another server. Without a bundler that does so, set `env.wasm.wasmPaths` of `onnxruntime-web/wasm` and
 * `onnxruntime-web/webgpu`, and give the network's address to `loadModel`.
 */
import {
  type Device,
  type Image,
  type LoadOptions,
  accentuation,
  box,
  channel,
  imageToBytes,
  loadModel,
  readPhotograph,
  sgd,
} from 'faccent';

export interface Request {
  readonly device: Device;
  /** Side of the canvas in pixels. */
  readonly canvas: number;
  readonly views: number;
  readonly steps: number;
  readonly threads?: number;
  /** Learning rate of plain gradient descent, which then takes Adam's place. */
  readonly descent?: number;
  /** The address of a model's file; by default the network that ships. */
  readonly model?: string;
  /** What differs from the model's own description. */
  readonly description?: LoadOptions;
  /** By default that of class scores. */
  readonly layer?: string;
  /** Index of a channel, or name of a class. */
  readonly unit: number | string;
}

export interface Outcome {
  readonly crossOriginIsolated: boolean;
  readonly photo: readonly number[];
  readonly image: readonly number[];
  /** The bytes (red, green, blue, alpha) on the page's canvas. */
  readonly drawn: readonly number[];
  readonly activation: { readonly before: number; readonly after: number };
  readonly balance?: number;
  /** Activation at each step. */
  readonly steps: readonly number[];
}

declare global {
  function accentuateHere(request: Request): Promise<Outcome>;
  /** Makes a WebGPU session of a graph; ONNX Runtime writes to the console which provider gets each node. */
  function placeHere(graph: string): Promise<void>;
}

/** The middle of the photograph, as large a square as there is, drawn by the page itself. */
async function readPhoto(side: number): Promise<Image> {
  const bitmap = await createImageBitmap(await (await fetch('/photo.jpg')).blob());
  const square = Math.min(bitmap.width, bitmap.height);
  const canvas = new OffscreenCanvas(side, side);
  const [x, y] = [(bitmap.width - square) / 2, (bitmap.height - square) / 2];
  canvas.getContext('2d')!.drawImage(bitmap, x, y, square, square, 0, 0, side, side);
  return readPhotograph(canvas, { size: side });
}

/** @returns what the canvas then holds */
function draw(id: string, image: Image): Uint8ClampedArray {
  const [height, width] = image.size;
  const canvas = document.querySelector<HTMLCanvasElement>(`#${id}`)!;
  [canvas.height, canvas.width] = [height, width];
  const opaque = new Float32Array(height * width).fill(1);
  const context = canvas.getContext('2d')!;
  context.putImageData(
    new ImageData(new Uint8ClampedArray(imageToBytes(image, opaque)), width, height),
    0,
    0,
  );
  return context.getImageData(0, 0, width, height).data;
}

globalThis.accentuateHere = async ({
  device,
  canvas,
  views,
  steps,
  threads,
  descent,
  model: other,
  description,
  layer,
  unit: wanted,
}) => {
  const [model, photo] = await Promise.all([loadModel(other, description), readPhoto(canvas)]);
  draw('photo', photo);
  const unit = typeof wanted === 'string' ? model.classIndex(wanted) : wanted;
  const objective = channel({ layer: layer ?? model.logits, unit });
  const optimization = descent ? { optimizer: sgd(), learningRate: descent } : {};
  const options = { device, steps, threads, transform: box({ views }), ...optimization };
  const run = accentuation(model, photo, objective, options);
  let progress = await run.next();
  while (!progress.done) progress = await run.next();
  const { image, activation, balance, steps: records } = progress.value;
  return {
    crossOriginIsolated,
    photo: [...photo.data],
    image: [...image.data],
    drawn: [...draw('accentuated', image)],
    activation,
    balance,
    steps: records.map((s) => s.activation),
  };
};

globalThis.placeHere = async (graph) => {
  const { InferenceSession } = await import('onnxruntime-web/webgpu');
  const session = await InferenceSession.create(graph, {
    executionProviders: ['webgpu'],
    logSeverityLevel: 0,
  });
  await session.release();
};
