// A small run as `unfinished/` keeps it: what it was asked, its steps, and where it stands.
import path from 'node:path';
import type { Checkpoint, Step } from 'faccent';
import { afterEach, beforeEach, vi } from 'vitest';
import { checkRequest } from '../../../recipe/check.js';
import type { Asked, AskedCommand } from '../asked.js';
import type { Here } from '../here.js';

/** What each test of a file says on the error stream, which is not printed. */
export function heardNotes(): readonly string[] {
  const notes: string[] = [];
  beforeEach(() => {
    notes.length = 0;
    vi.spyOn(console, 'error').mockImplementation((text: string) => void notes.push(text));
  });
  afterEach(() => vi.restoreAllMocks());
  return notes;
}

export const here: Here = { faccent: '0', runtime: 'a runtime', platform: 'here', processor: 'one' };

const request = {
  version: 8,
  environment: { device: 'cpu', threads: 1 },
  model: {
    ...{ path: '/net.onnx', source: 'net.onnx', sha256: '0'.repeat(64), facts: [] },
    description: { size: [2, 2], channelOrder: 'RGB', range: [0, 1] },
  },
  photo: { path: '/photo.png', sha256: '1'.repeat(64), background: '#ffffff' },
  name: 'b',
  objective: { name: 'channel', layer: 'logits', unit: 1 },
  feature: { layer: 'logits', unit: 1 },
  settings: {
    ...{
      steps: 3,
      learningRate: 0.05,
      strength: 0.5,
      randomSeed: 0,
      redirect: false,
      startFrom: 'photograph',
    },
    ...{ balance: null, ball: null, cutoff: null, opacityPercentile: 20, size: [2, 2], mask: null },
    transform: { name: 'box', views: 2, fraction: [0.3, 0.99], normalNoise: 0.02, uniformNoise: 0.01 },
    parameterization: { name: 'pixel', decorrelate: true, desaturation: 5, standardize: false },
    optimizer: { name: 'adam', betas: [0.9, 0.999], epsilon: 1e-8 },
    ...{ schedule: { name: 'constant' }, regularize: [] },
  },
};

/** What the run of a folder was asked. */
export const askedOf = (folder: string, command: Partial<AskedCommand> = {}): Asked => ({
  request: checkRequest(structuredClone(request)),
  outputs: { report: true },
  comparisons: {},
  checkpoint: 30,
  command: {
    ...{ id: 'a', began: '2026-11-29T00:00:00.000Z', root: path.resolve(folder), index: 0, count: 1 },
    folder: path.resolve(folder),
    ...command,
  },
});

/** A step, with a snapshot of one grey where one is named. */
export const stepOf = (step: number, grey?: number): Step => {
  const image =
    grey === undefined ? undefined : { size: [2, 2] as const, data: new Float32Array(12).fill(grey) };
  return { step, activation: step / 10, ...(image && { image, images: [image] }) };
};

export const checkpointOf = (steps: readonly Step[]): Checkpoint => ({
  parameters: [Float32Array.of(steps.length, 1)],
  state: { opacity: Float32Array.of(0, steps.length) },
  random: [1, 2, 3, steps.length],
  graph: 'g',
  steps,
});
