export type { Declared, Description } from './declare.js';
export type { Option, Reading } from './option.js';
export type { Registry } from './registry.js';
export { type Json, checked as checkOption } from './schema.js';
export { usageOf } from './short.js';
