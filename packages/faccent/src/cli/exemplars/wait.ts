import { setTimeout } from 'node:timers/promises';
import { type OutputFolder, openFolder } from '../../platform/node/atomic.js';
import { FolderInUse } from '../../platform/node/lock.js';
import { note } from '../print/note.js';
import { type Interrupt, Interrupted } from '../signals/interrupt.js';

/** Milliseconds between two looks. */
const AGAIN = 300;

/**
 * Opens a folder for results once nobody else writes to it: of several that end together, one puts together what all have
 * made.
 * @throws Interrupted where the end is asked for meanwhile
 */
export async function waitForFolder(
  folder: string,
  interrupt: Interrupt,
  quiet: boolean,
): Promise<OutputFolder> {
  for (let said = quiet; ; said = true) {
    try {
      return await openFolder(folder);
    } catch (error) {
      if (!(error instanceof FolderInUse)) throw error;
      if (!said) note(`waiting: ${error.message}`);
    }
    if (interrupt.status !== undefined) throw new Interrupted();
    await setTimeout(AGAIN);
  }
}
