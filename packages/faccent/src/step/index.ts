export { type GraphCache, graphCache } from './cache.js';
export { type MeasuredStep, viewsWithin } from './views.js';
export type { Checkpoint, Pictures, Step } from './records.js';
