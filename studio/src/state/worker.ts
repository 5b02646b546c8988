/** Starts the worker that computes: the one that is built with the page. */
export const startWorker = (): Worker =>
  new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module', name: 'faccent' });
