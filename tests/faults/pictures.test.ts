// Proves that pictures that are made to harm, and what is no picture, are refused in one clear message, or read as documented.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { pictures } from './hostile/pictures.js';
import { tryHostile } from './hostile/tried.js';
import { buildWorker } from './mutants/build.js';

/** What a process takes that reads a photograph of a phone, in bytes. */
const HEALTHY = 250e6;

let worker = '';
beforeAll(async () => void (worker = await buildWorker()));
afterAll(() => rmSync(path.dirname(worker), { recursive: true, force: true }));

test.each(Object.keys(pictures))(
  'hostile pictures of kind %s',
  (of) => tryHostile(worker, { kind: 'hostile picture', of, short: 6, healthy: HEALTHY }),
  600_000,
);
