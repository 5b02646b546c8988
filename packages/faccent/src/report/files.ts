import { formatJson } from '../formats/finite.js';

/** OutputFiles by name: text, or bytes. */
export type OutputFiles = Map<string, Uint8Array | string>;

/** A value as a file of JSON. @param name of the file, for errors @throws FaccentError where a number is none */
export const jsonFile = (name: string, value: unknown): string => `${formatJson(name, value, 1)}\n`;

/** The last part of a path, whichever system it is from. */
export const fileName = (path: string): string => path.split(/[\\/]/).at(-1)!;
