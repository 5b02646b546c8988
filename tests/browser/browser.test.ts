// A page with faccent accentuates as Node.js does, on WASM and on WebGPU, and the step of a network runs there whole.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Accentuation,
  type Backend,
  accentuate,
  box,
  channel,
  imageToBytes,
  loadModel,
  sgd,
} from 'faccent';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type Browser, type Page, chromium } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FLAGS, HOW_TO_INSTALL, SOFTWARE_WEBGPU, findChromium } from '../../studies/common/chromium.js';
import type { Outcome, Request } from './page/page.js';
import { type Served, TYPES, serve } from './server.js';

const file = (name: string): URL => new URL(`../../${name}`, import.meta.url);
const executable = findChromium();
/** What graphics in software can run. */
const mini = fileURLToPath(file('tests/fixtures/mini-inception/model.onnx'));

test('a Chromium is installed', ({ skip }) => {
  if (!executable && !process.env.CI) skip(HOW_TO_INSTALL);
  expect(executable, HOW_TO_INSTALL).toBeDefined();
});

/** The same run in Node, of the very photograph that the page decoded. */
async function accentuateInNode(
  { canvas, views, steps, descent, rate, model: other, description, layer, unit: wanted }: Request,
  { photo }: Outcome,
): Promise<Accentuation> {
  const model = await loadModel(other && mini, description);
  const unit = typeof wanted === 'string' ? model.classIndex(wanted) : wanted;
  return accentuate(
    model,
    { size: [canvas, canvas], data: Float32Array.from(photo) },
    channel({ layer: layer ?? model.logits, unit }),
    {
      ...{ steps, transform: box({ views }), learningRate: rate },
      ...(descent && { optimizer: sgd(), learningRate: descent }),
    },
  );
}

/** How far a page's run is from Node's. */
function deviations(here: Outcome, node: Accentuation) {
  const difference = (a: ArrayLike<number>, b: ArrayLike<number>): number[] => {
    expect(a.length).toBe(b.length);
    return Array.from(a, (x, i) => x - b[i]!);
  };
  const activations = difference(
    [here.activation.before, ...here.steps, here.activation.after],
    [node.activation.before, ...node.steps.map((s) => s.activation), node.activation.after],
  ).map(Math.abs);
  const found = {
    /** Relative. */
    balance: Math.abs(here.balance! / node.balance! - 1),
    /** Of the photograph and of the first step, both before the first update. */
    start: Math.max(activations[0]!, activations[1]!),
    activation: Math.max(...activations),
    /** The largest of all pixels'. */
    pixel: Math.max(...difference(here.image, node.image.data).map(Math.abs)),
    /** L2 norm of the images' difference, in units of how far the run has moved the image. */
    image:
      Math.hypot(...difference(here.image, node.image.data)) /
      Math.hypot(...difference(node.image.data, here.photo)),
  };
  return found;
}

describe.skipIf(!executable)('in Chromium', () => {
  let folder: string;
  let isolated: Served;
  let plain: Served;
  let ignorant: Served;
  const browsers: Browser[] = [];

  async function open(url: string, flags: readonly string[] = []): Promise<Page> {
    const browser = await chromium.launch({ executablePath: executable, args: [...FLAGS, ...flags] });
    browsers.push(browser);
    const page = await browser.newPage();
    await page.goto(url);
    return page;
  }
  const run = (page: Page, request: Request): Promise<Outcome> =>
    page.evaluate((r) => accentuateHere(r), request);

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'faccent-browser-'));
    await build({
      configFile: false,
      root: fileURLToPath(new URL('page', import.meta.url)),
      logLevel: 'warn',
      build: { outDir: folder, emptyOutDir: true, minify: false },
    });
    const files = {
      '/photo.jpg': file('examples/photos/nagasaki-boats.jpg'),
      '/mini.onnx': mini,
      '/step.onnx': path.join(folder, 'step.onnx'),
    };
    isolated = await serve(folder, files, { isolated: true });
    plain = await serve(folder, files, { isolated: false });
    ignorant = await serve(folder, files, { isolated: true, types: { ...TYPES, '.mjs': undefined } });
  });

  afterAll(async () => {
    for (const browser of browsers) await browser.close();
    isolated?.close();
    plain?.close();
    ignorant?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  describe('on WASM', () => {
    const request: Request = { device: 'cpu', canvas: 96, views: 4, steps: 5, unit: 'pirate' };
    let page: Page;
    let threaded: Outcome;

    beforeAll(async () => {
      page = await open(isolated.url);
      threaded = await run(page, { ...request, threads: 2 });
    });

    // Measured: β 3e-6, start 7e-7, activation 0.014 (of a rise of 0.7), image 0.10. Two thread counts in Node differ
    // as much after five steps: Adam makes full steps of gradients that are rounding noise.
    test('with two threads a run agrees with Node, and is drawn', async () => {
      expect(threaded.crossOriginIsolated).toBe(true);
      expect(page.workers().length).toBeGreaterThan(0);
      const found = deviations(threaded, await accentuateInNode(request, threaded));
      expect(found.balance).toBeLessThan(1e-4);
      expect(found.start).toBeLessThan(1e-5);
      expect(found.activation).toBeLessThan(0.1);
      expect(found.image).toBeLessThan(0.25);
      expect(threaded.activation.after).toBeGreaterThan(threaded.activation.before + 0.5);
      const image = { size: [96, 96] as const, data: Float32Array.from(threaded.image) };
      expect(threaded.drawn).toEqual([...imageToBytes(image, new Float32Array(96 * 96).fill(1))]);
    });

    // Every ReLU that another rounding closes or opens changes the gradient, and Adam makes full steps of small gradients;
    // at a fifth of the usual rate few do. Measured: 2e-4.
    test('ten small steps come to the picture that Node comes to', async () => {
      const small: Request = {
        ...request,
        canvas: 64,
        views: 2,
        steps: 10,
        rate: 0.01,
        layer: 'block5c',
        unit: 12,
      };
      const outcome = await run(page, { ...small, threads: 2 });
      expect(deviations(outcome, await accentuateInNode(small, outcome)).pixel).toBeLessThan(1e-3);
    });

    test('the same seed gives the same image to the bit, from a server that does not know .mjs too', async () => {
      const again = await run(await open(ignorant.url), { ...request, threads: 2 });
      expect(again).toEqual(threaded);
    });

    // Measured: β 3e-6, start 7e-7, activation 4e-4, image 0.006.
    test('a page that is not cross-origin isolated has one thread; plain gradient descent agrees closely', async () => {
      const single = await open(plain.url);
      const descent: Request = { ...request, steps: 2, descent: 2 };
      const outcome = await run(single, descent);
      expect(outcome.crossOriginIsolated).toBe(false);
      expect(single.workers()).toEqual([]);
      const found = deviations(outcome, await accentuateInNode(descent, outcome));
      expect(found.balance).toBeLessThan(1e-4);
      expect(found.start).toBeLessThan(1e-5);
      expect(found.activation).toBeLessThan(0.005);
      expect(found.image).toBeLessThan(0.05);
      expect(outcome.activation.after).toBeGreaterThan(outcome.activation.before);
    });
  });

  describe('on WebGPU, in software', () => {
    let page: Page;

    beforeAll(async () => {
      page = await open(isolated.url, SOFTWARE_WEBGPU);
    });

    /** A small network, a small input and a layer halfway: in software the network that ships takes a minute. */
    const small: Request = {
      device: 'webgpu',
      model: '/mini.onnx',
      description: { size: [32, 32], range: [-2, 2], regularize: 'conv2' },
      layer: 'mixed3b',
      unit: 5,
      canvas: 32,
      views: 1,
      steps: 10,
      rate: 0.01,
    };

    // Measured: β 2e-6, start 6e-8, pixel 3e-5.
    test('ten small steps come to the picture that Node comes to, and two numbers a step are read back', async () => {
      const outcome = await run(page, small);
      const found = deviations(outcome, await accentuateInNode(small, outcome));
      expect(found.balance).toBeLessThan(1e-3);
      expect(found.start).toBeLessThan(1e-4);
      expect(found.pixel).toBeLessThan(5e-3);
      expect(outcome.told).toEqual(Array.from({ length: 10 }, (_, step) => [step]));
      // buffers that numbers are read from have 16 bytes
      expect(outcome.readBack).toBeLessThanOrEqual(8);
    });

    test('of the step of a whole network, everything has a kernel there', async () => {
      await writeFile(path.join(folder, 'step.onnx'), await stepGraph());
      const lines: string[] = [];
      page.on('console', (message) => lines.push(message.text()));
      await page.evaluate(() => placeHere('/step.onnx'));
      expect(placements(lines)).toEqual([
        expect.stringMatching(/^All nodes placed on \[WebGpuExecutionProvider\]/),
      ]);
    });

    // the last, since a page has its GPU once
    test('a GPU that is lost ends no run: it goes on with WASM, and says so', async () => {
      const outcome = await run(page, { ...small, steps: 4, lost: 2 });
      expect(outcome.steps.length).toBe(4);
      const notes = outcome.told.map(([, note]) => note).filter((note) => note !== undefined);
      expect(notes).toEqual([
        expect.stringMatching(
          /^the device "webgpu" was lost .*: the run goes on with the device "cpu" from step [12]$/,
        ),
      ]);
      const whole = await accentuateInNode({ ...small, steps: 4 }, outcome);
      expect(deviations(outcome, whole).pixel).toBeLessThan(5e-3);
    });
  });
});

/** The step graph of the network that ships, for an objective at its end. */
async function stepGraph(): Promise<Uint8Array> {
  const model = await loadModel();
  const graphs: Uint8Array[] = [];
  const recording: Backend = {
    name: 'onnxruntime-node',
    version: '',
    create: async (model, options) => {
      const bytes = model as Uint8Array;
      const session = await InferenceSession.create(bytes, options);
      if (session.outputNames.includes('next.opacity')) graphs.push(bytes);
      return session;
    },
    Tensor,
    threads: () => 1,
    providers: { cpu: 'cpu' },
  };
  await accentuate(
    model,
    { size: [32, 32], data: Float32Array.from({ length: 3 * 32 * 32 }, (_, i) => 0.5 + 0.3 * Math.sin(i)) },
    channel({ layer: model.logits, unit: 0 }),
    { steps: 1, transform: box({ views: 2 }), backend: recording },
  );
  expect(graphs.length).toBe(1);
  return graphs[0]!;
}

/** Where ONNX Runtime says at its most verbose that it has put a graph's nodes: a line for all, or one for each provider. */
const placements = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => /(?:All nodes|Node\(s\)) placed on \[\w+\].*/.exec(line)?.[0] ?? []);
