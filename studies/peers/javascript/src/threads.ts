// jax-js computes on several threads where there are web workers, which Node.js does not have by their browser's name.
// This gives it as many as a browser on two cores would: `node --import ./threads.js …`.
import { resolveObjectURL } from 'node:buffer';
import { Worker as Thread } from 'node:worker_threads';

const WORKER_GLOBALS = `const { parentPort } = require('node:worker_threads');
globalThis.self = globalThis;
globalThis.postMessage = (message) => parentPort.postMessage(message);
parentPort.on('message', (data) => self.onmessage({ data }));
`;

/** As much of a web worker as jax-js uses. */
class WebWorker {
  onmessage?: (event: { data: unknown }) => void;
  onerror?: (error: unknown) => void;
  private readonly thread: Promise<Thread>;

  constructor(url: string) {
    this.thread = resolveObjectURL(url)!
      .text()
      .then((source) => {
        const thread = new Thread(WORKER_GLOBALS + source, { eval: true });
        thread.on('message', (data) => this.onmessage?.({ data }));
        thread.on('error', (error) => this.onerror?.(error));
        return thread;
      });
  }

  postMessage(message: unknown): void {
    void this.thread.then((thread) => thread.postMessage(message));
  }
}

Object.assign(globalThis, { Worker: WebWorker });
Object.defineProperty(globalThis, 'navigator', {
  value: { hardwareConcurrency: 2, userAgent: 'Node.js' },
  configurable: true,
});
