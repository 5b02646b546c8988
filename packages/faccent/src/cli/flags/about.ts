import { FaccentError } from 'faccent';

/**
 * What a flag asks for, where it is more than a look at its text.
 * @throws FaccentError that begins with the flag
 */
export async function about<T>(flag: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof FaccentError)) throw cause;
    throw new FaccentError(`${flag}: ${cause.message}`, { cause, help: cause.help });
  }
}
