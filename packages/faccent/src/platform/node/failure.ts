import { FaccentError } from '../../errors.js';

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of this disk is used up',
  EIO: 'the disk reports an error',
  ELOOP: 'its symbolic links lead in a circle',
  EMFILE: 'too many files are open',
  EROFS: 'the disk is read-only',
  ENXIO: 'it is a pipe or a socket, not a file',
  ENAMETOOLONG: 'the name is too long',
};

/** Why the operating system refused something. */
export function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return (code && REASONS[code]) ?? message;
}

/** What the operating system refused, as one clear message. */
export const fileFailure = (what: string, path: string, cause: unknown): FaccentError =>
  new FaccentError(`cannot ${what} "${path}": ${reasonOf(cause)}`, { cause });
