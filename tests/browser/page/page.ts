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
  /** Adam's learning rate. */
  readonly rate?: number;
  /** After so many steps the page's GPU is lost. */
  readonly lost?: number;
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
  /** Of each step that the page was told of, its number and its note. */
  readonly told: readonly (readonly [number, string?])[];
  /** Numbers that were read back from the GPU in the step that took least; every few seconds a run's state is kept. */
  readonly readBack: number;
}

declare global {
  function accentuateHere(request: Request): Promise<Outcome>;
  /** Makes a WebGPU session of a graph; ONNX Runtime writes to the console which provider gets each node. */
  function placeHere(graph: string): Promise<void>;
}

/** The GPU that ONNX Runtime has. */
const gpu = async (): Promise<{ destroy(): void }> =>
  (await import('onnxruntime-web/webgpu')).env.webgpu.device;

/** What was read back from the GPU so far. */
const mapped = { bytes: 0 };
const buffers = (
  globalThis as { GPUBuffer?: { prototype: { size: number; mapAsync(...how: unknown[]): unknown } } }
).GPUBuffer;
if (buffers) {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on each buffer below
  const { mapAsync } = buffers.prototype;
  buffers.prototype.mapAsync = function (...how) {
    mapped.bytes += this.size;
    return mapAsync.apply(this, how);
  };
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
  rate,
  lost,
  model: other,
  description,
  layer,
  unit: wanted,
}) => {
  const [model, photo] = await Promise.all([loadModel(other, description), readPhoto(canvas)]);
  draw('photo', photo);
  const unit = typeof wanted === 'string' ? model.classIndex(wanted) : wanted;
  const objective = channel({ layer: layer ?? model.logits, unit });
  const optimization = descent ? { optimizer: sgd(), learningRate: descent } : { learningRate: rate };
  const options = { device, steps, threads, transform: box({ views }), ...optimization };
  const run = accentuation(model, photo, objective, options);
  const told: [number, string?][] = [];
  let readBack = Infinity;
  let progress = await run.next();
  while (!progress.done) {
    const { step, note } = progress.value;
    told.push(note === undefined ? [step] : [step, note]);
    if (told.length === lost) (await gpu()).destroy();
    const before = mapped.bytes;
    progress = await run.next();
    if (!progress.done) readBack = Math.min(readBack, (mapped.bytes - before) / 4);
  }
  const { image, activation, balance, steps: records } = progress.value;
  return {
    crossOriginIsolated,
    photo: [...photo.data],
    image: [...image.data],
    drawn: [...draw('accentuated', image)],
    activation,
    balance,
    steps: records.map((s) => s.activation),
    told,
    readBack,
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
