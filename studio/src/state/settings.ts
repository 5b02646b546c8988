import type { RunSettings } from '../worker/protocol.js';

/** What a first run does: small and fast. */
export const USUAL: RunSettings = {
  ...{ size: 224, steps: 40, views: 4, strength: 0.5, learningRate: 0.05, randomSeed: 0 },
};

/** What settings may be, of a person's or of a stranger's link. */
export const BOUNDS: Readonly<
  Record<keyof RunSettings, readonly [least: number, most: number, whole: boolean]>
> = {
  size: [32, 1024, true],
  steps: [1, 2000, true],
  views: [1, 64, true],
  strength: [0, 1000, false],
  learningRate: [1e-6, 10, false],
  randomSeed: [0, 2 ** 32 - 1, true],
};
