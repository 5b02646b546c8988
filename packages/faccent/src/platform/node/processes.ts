import { readFileSync } from 'node:fs';

/** Whether a process of this machine lives. One that is dead, and whose parent has not asked how it ended, does not. */
export const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // it lives, and is somebody else's
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // all of its threads are gone, too: one may still be ending a write
  const stat = statOf(pid);
  return !(stat && /[ZX]/.test(stat[0]!) && Number(stat[17]) <= 1);
};

/**
 * When a process began, as the system counts: numbers of processes are used again, this tells two of one number apart.
 * Nothing where the system does not say.
 */
export const bornAt = (pid: number): string | undefined => statOf(pid)?.[19];

/** What Linux says of a process: fields 3 and on of its `stat`. */
function statOf(pid: number): string[] | undefined {
  try {
    // the name in brackets may hold blanks and brackets: what follows the last one is fields 3 and on
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
