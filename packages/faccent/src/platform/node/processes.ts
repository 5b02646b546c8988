import { readFileSync } from 'node:fs';

/** Whether a process of this machine lives. */
export const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // it lives, and is somebody else's
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * When a process began, as the system counts: numbers of processes are used again, this tells two of one number apart.
 * Nothing where the system does not say.
 */
export function bornAt(pid: number): string | undefined {
  try {
    // the name in brackets may hold blanks and brackets: what follows the last one is fields 3 and on
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
