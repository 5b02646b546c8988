// Proves that a checkpoint is written whole, read back to the bit, and refused where it is damaged.
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openFolder } from '../../platform/node/atomic.js';
import { readCheckpoint, removeCheckpoint, writeCheckpoint } from './checkpoint.js';
import { temporaryFolder } from '../testing/folder.js';

const work = temporaryFolder('checkpoint');
let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(work, 'run-'))));

const checkpoint = {
  parameters: [Float32Array.of(1, 2, 3), Float32Array.of(-4)],
  state: { opacity: Float32Array.of(0.5), 'parameter0.firstMoment': Float32Array.of(1, 0, 1) },
  random: [1, -2, 3, 4, 0.25],
  balance: 2.5,
  steps: [{ step: 0, activation: 1, distance: 0 }],
};

test('what is written is read again, and removed', async () => {
  const output = await openFolder(folder);
  await writeCheckpoint(output, { photo: 'a.jpg' }, checkpoint);
  await output.close();
  expect(await readCheckpoint(folder)).toEqual({ request: { photo: 'a.jpg' }, checkpoint });
  await removeCheckpoint(folder);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  [undefined, /holds no interrupted run: there is no checkpoint.json/],
  ['{', /holds a damaged checkpoint.json/],
  ['{}', /is no checkpoint of faccent/],
  ['null', /./],
  ['{"format":"faccent-checkpoint","request":{},"random":["1"],"steps":[]}', /is no checkpoint of faccent/],
  [
    '{"format":"faccent-checkpoint","request":{},"random":[1],"steps":[],"balance":"x"}',
    /balance that is no number/,
  ],
  ['{"format":"faccent-checkpoint","request":{},"random":[1],"steps":[]}', /checkpoint.safetensors/],
])('%s is refused', async (text, message) => {
  if (text !== undefined) writeFileSync(path.join(folder, 'checkpoint.json'), text);
  await expect(readCheckpoint(folder)).rejects.toThrow(message);
});
