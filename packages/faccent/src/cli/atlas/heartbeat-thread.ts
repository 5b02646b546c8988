// Touches tokens in a thread of its own: what the runtime computes keeps the main thread from it.
import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

const { every } = workerData as { readonly every: number };
const tokens = new Set<string>();

function beat(): void {
  for (const token of tokens)
    try {
      const file = openSync(token, 'r+');
      try {
        // by the disk's own clock
        ftruncateSync(file, 0);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      // what another has taken over is its; a disk that does not answer now may later
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') tokens.delete(token);
    }
}

parentPort!.on('message', ({ hold, letGo }: { readonly hold?: string; readonly letGo?: string }) => {
  if (hold !== undefined) tokens.add(hold);
  if (letGo !== undefined) tokens.delete(letGo);
});
setInterval(beat, every);
