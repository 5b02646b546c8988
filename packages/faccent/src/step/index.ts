export { type GraphCache, graphCache } from './cache.js';
export { finished } from './finished.js';
export { type MeasuredStep, viewsWithin } from './views.js';
export type { TradeOff } from './opposed.js';
export type { Checkpoint, OpposedValues, Pictures, Step } from './records.js';
