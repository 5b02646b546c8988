// Measures where a step on WebGPU goes in Chromium, operator by operator, on whatever adapter there is (in software where
// there is no GPU), and writes that part of docs/performance.md.
//
//   npm run study webgpu -- [--canvas 160] [--views 2] [--steps 3] [--gpu]
//
// measures the machine
// made from: studies/webgpu/page
//
// Chromium is the first on PATH, or CHROMIUM_PATH; --gpu takes the machine's GPU. It takes some minutes in software, where
// times say something only if nothing else runs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { served, visit } from '../browser-speed/visit.js';
import { writePart } from '../performance/page.js';
import type { Ask, Times } from './page/main.js';
import { partOf } from './part.js';
import { profileOf } from './profile.js';

const { values: given } = parseArgs({
  options: {
    canvas: { type: 'string', default: '160' },
    views: { type: 'string', default: '2' },
    steps: { type: 'string', default: '3' },
    gpu: { type: 'boolean', default: false },
  },
});
const ask = { canvas: Number(given.canvas), views: Number(given.views), steps: Number(given.steps) };
const flags = [
  '--enable-unsafe-webgpu',
  ...(given.gpu ? ['--enable-features=Vulkan'] : ['--use-webgpu-adapter=swiftshader']),
  // times of operators on the device, which pages are not given by default
  '--enable-dawn-features=allow_unsafe_apis',
];

const scratch = mkdtempSync(path.join(tmpdir(), 'faccent-webgpu-'));
const { url, close } = await served(scratch, 'webgpu');
const measured = (page: Page, own: Ask): Promise<Times> => page.evaluate((a) => globalThis.measure(a), own);

const plain = await visit(
  url,
  path.join(scratch, 'plain'),
  (page) => measured(page, { ...ask, profile: false }),
  flags,
);
console.error(plain.done.steps);
const lines: string[] = [];
await visit(
  url,
  path.join(scratch, 'profiled'),
  (page) => {
    page.on('console', (message) => lines.push(...message.text().split('\n')));
    return measured(page, { ...ask, steps: 1, profile: true });
  },
  flags,
);
await close();
rmSync(scratch, { recursive: true });

const { text, holds } = partOf({
  ...ask,
  ...{ chromium: plain.version, software: !given.gpu, times: plain.done, profile: profileOf(lines) },
});
console.log(text);
await writePart('webgpu', text);
process.exitCode = holds ? 0 : 1;
