/** OutputFiles by name: text, or bytes. */
export type OutputFiles = Map<string, Uint8Array | string>;

/** A value as a file of JSON. */
export const jsonFile = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;

/** The last part of a path, whichever system it is from. */
export const fileName = (path: string): string => path.split(/[\\/]/).at(-1)!;
