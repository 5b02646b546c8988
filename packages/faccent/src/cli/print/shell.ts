import { platform } from 'node:process';

/** A word as a shell takes it for one. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./][\w@%+=:,./-]*$/.test(text)) return text;
  if (platform === 'win32') return `"${text}"`;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What goes on with a run. */
export const resumeCommand = (folder: string): string =>
  `faccent resume ${shellWord(folder.startsWith('-') ? `./${folder}` : folder)}`;
