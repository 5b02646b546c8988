/** The page that the study opens: it passes on to a worker what is to be measured, as the studio does. */
import type { Answer, Ask } from './worker.js';

declare global {
  function ask(what: Ask): Promise<Answer>;
}

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

globalThis.ask = (what) =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) =>
      'failed' in data ? reject(new Error(data.failed)) : resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(what);
  });
