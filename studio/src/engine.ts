import { type Remote, wrap } from 'comlink';
import type { Engine } from './worker/engine.js';

const start = (): Worker =>
  new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module', name: 'faccent' });

/** The worker that computes. */
export const engine: Remote<Engine> = wrap<Engine>(start());
