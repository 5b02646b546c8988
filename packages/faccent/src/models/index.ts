export { type LoadedEncoder, loadEncoder } from './encoder.js';
export { type LoadOptions, loadModel } from './load.js';
export { type ModelSource } from './open.js';
export type { TransferOptions, TransferProgress } from '../platform/transfer.js';
