import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.js';

/** A block of code of a page that is tried as printed. */
export interface Tried {
  /** What it is: the name of a file, or of what is tried. */
  readonly name: string;
  readonly text: string;
}

/** What follows `<!-- tried: NAME -->` in a page, in the order of reading. @param page its path in the project */
export const triedIn = (page: string): Tried[] =>
  Array.from(
    readFileSync(path.join(root, page), 'utf8').matchAll(/<!-- tried: (.+?) -->\n\n```\w+\n([^]*?)```/g),
    ([, name, text]) => ({ name: name!, text: text! }),
  );

/** One of them, by its name. @throws Error where the page has none */
export function tried(page: string, name: string): string {
  const found = triedIn(page).find((block) => block.name === name);
  if (!found) throw new Error(`${page} has no block <!-- tried: ${name} -->`);
  return found.text;
}

/** Lines of a block as the words of commands, without remarks. */
export const commandsOf = (text: string): string[][] =>
  text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/(?:^|\s)# .*$/, '').trim())
    .filter(Boolean)
    .map((line) => Array.from(line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g), ([, a, b, c]) => a ?? b ?? c!));
