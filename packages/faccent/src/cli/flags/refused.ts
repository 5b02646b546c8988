import { InvalidArgumentError } from 'commander';
import { FaccentError } from 'faccent';

/** What the library refuses, as commander says it: behind the flag and what was typed. */
export function refused<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FaccentError)) throw error;
    throw new InvalidArgumentError(error.message.replace(/^.*; (?=it should be )/s, ''));
  }
}
