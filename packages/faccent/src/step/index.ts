export { type GraphCache, graphCache } from './cache.js';
export type { Checkpoint, Step } from './records.js';
