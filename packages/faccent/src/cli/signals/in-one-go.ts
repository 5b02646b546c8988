import { type OutputFolder, openFolder } from '../../platform/node/atomic.js';
import { type Interrupt, Interrupted, interruptible, leaveNow } from './interrupt.js';

/** How the folder is opened, as `openFolder` does. */
type Opening = Parameters<typeof openFolder>[1];

/**
 * Makes results that are kept as a whole or not at all: where a signal ends it, nothing of them stays, but for those that
 * are being written, which are done.
 * @param folder where the results go; nowhere if none is named
 * @param what they are, as a person is told
 */
export const inOneGo = <F extends string | undefined>(
  folder: F,
  what: string,
  make: (
    output: F extends string ? OutputFolder : OutputFolder | undefined,
    interrupt: Interrupt,
  ) => Promise<void>,
  opening?: Opening,
): Promise<void> =>
  interruptible(async (interrupt) => {
    const said = `interrupted: nothing is kept of ${what} in part; the same command begins it again`;
    interrupt.expect(said);
    const output = folder === undefined ? undefined : await openFolder(folder, opening);
    // its lock, too
    interrupt.expect(said);
    let writing = false;
    const own = output && {
      ...output,
      write: (...files: Parameters<OutputFolder['write']>) => {
        writing = true;
        return output.write(...files);
      },
    };
    const made = make(own as Parameters<typeof make>[0], interrupt);
    try {
      await interrupt.during(made);
    } catch (error) {
      if (error instanceof Interrupted && writing) return await made;
      await output?.abandon();
      if (!(error instanceof Interrupted)) throw error;
      console.error(said);
      interrupt.expect('');
      await leaveNow(interrupt.status!);
    }
  });
