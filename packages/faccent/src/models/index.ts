export { type LoadedEncoder, loadEncoder } from './encoder.js';
export { readLabels } from './labels/read.js';
export { type LoadOptions, loadModel } from './load.js';
export { type ModelSource } from './open.js';
export type { TransferOptions, TransferProgress } from '../platform/transfer.js';
