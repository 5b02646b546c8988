/** A file's name that every system takes. */
export const nameOfFile = (text: string, end: string): string =>
  `${text.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'run'}.${end}`.toLowerCase();
