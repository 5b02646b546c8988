// Hears signals, and says what takes long, in a thread of its own: what the runtime computes keeps the main thread from it.
import { renameSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { freeLock } from '../../platform/node/lock.js';
import { ENDING, GRACE, type LastWords, type Meanwhile } from './ending.js';

/** What libuv watches a signal by. Node.js has no other way for threads to hear of signals. */
interface SignalHandle {
  onsignal: (signal: number) => void;
  start(signal: number): number;
  close(): void;
}

const { asked } = workerData as { readonly asked: Int32Array };
let words: LastWords = { text: '', locks: [], moves: [] };

function leave(signal: number): void {
  try {
    if (process.stderr.isTTY) writeSync(2, '\u001b[?25h');
    if (words.text !== '') writeSync(2, `${words.text}\n`);
  } catch {
    // nobody listens any more
  }
  words.locks.forEach(freeLock);
  for (const [from, to] of words.moves)
    try {
      renameSync(from, to);
    } catch {
      // it is not there any more
    }
  // what is left of the signal is what the system does
  for (const handle of handles) handle.close();
  setImmediate(() => process.kill(process.pid, signal));
}

function onSignal(signal: number): void {
  if (Atomics.compareExchange(asked, 0, 0, signal) !== 0) return leave(signal);
  parentPort!.postMessage('asked');
  setTimeout(leave, GRACE, signal);
}

// which this thread says of itself alone
process.noDeprecation = true;
const { Signal } = (
  process as unknown as { binding(name: string): { Signal: new () => SignalHandle } }
).binding('signal_wrap');
const handles = Object.keys(ENDING).map((name) => {
  const handle = new Signal();
  handle.onsignal = onSignal;
  const failed = handle.start(constants.signals[name as keyof typeof ENDING]);
  if (failed) throw new Error(`signals cannot be heard in a thread: ${failed}`);
  return handle;
});

/** Says something in a while, unless something else, or nothing, is to be said instead. */
function sayLater({ meanwhile, after }: Meanwhile): void {
  clearTimeout(later);
  if (meanwhile !== '') later = setTimeout(say, after, meanwhile);
}

let later: NodeJS.Timeout | undefined;

function say(text: string): void {
  try {
    // a bar is drawn again below
    writeSync(2, `${process.stderr.isTTY ? '\r\u001b[K' : ''}${text}\n`);
  } catch {
    // nobody listens any more
  }
}

parentPort!.on('message', (said: LastWords | Meanwhile) => {
  if ('meanwhile' in said) sayLater(said);
  else words = said;
});
parentPort!.postMessage('ready');
