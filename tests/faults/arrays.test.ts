// Proves that NumPy and safetensors files whose headers claim what they like are refused in one clear message, or read.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { tryHostile } from './hostile/tried.js';
import { buildWorker } from './mutants/build.js';

/** What a process takes that reads such files. */
const HEALTHY = 200e6;

let worker = '';
beforeAll(async () => void (worker = await buildWorker()));
afterAll(() => rmSync(path.dirname(worker), { recursive: true, force: true }));

test.each(['npy', 'safetensors'])(
  'hostile files of kind %s',
  (of) => tryHostile(worker, { kind: `hostile ${of}`, of, short: 60, healthy: HEALTHY }),
  600_000,
);
