export { type BootstrapOptions, type MeanInterval, bootstrap, meanInterval } from './bootstrap.js';
export { digest } from './digest.js';
export { type Factorization, type Matrix, type NmfOptions, nmf } from './nmf.js';
export { Random } from './random.js';
export { type Counted, proportion, proportionDifference } from './proportion.js';
export { percentile, standardScore } from './score.js';
