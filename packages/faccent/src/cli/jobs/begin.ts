import { openFolder } from '../../platform/node/atomic.js';
import { makeRoom } from '../unfinished/aside.js';
import type { Asked } from '../unfinished/asked.js';
import { Store } from '../unfinished/store.js';
import type { BegunRun } from './carry-out.js';

/** Notes what a run is asked in its folder, which is this process's from then on; `Store.settle` puts it on the disk. */
export async function beginIn(folder: string, asked: Asked): Promise<BegunRun> {
  const output = await openFolder(folder);
  const store = new Store(folder, asked);
  try {
    await makeRoom(folder);
    await store.begin();
  } catch (error) {
    await output.abandon();
    throw error;
  }
  return { store, output, fresh: true, checkpoint: asked.checkpoint };
}
