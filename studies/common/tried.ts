import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isMade } from './made.js';
import { root } from './root.js';

/** A block of code of a page that is tried as printed. */
export interface Tried {
  /** What it is: the name of a file, or of what is tried. */
  readonly name: string;
  readonly text: string;
}

/** What pages say before a block of code, as in `<!-- tried: maps -->`. */
export const SAID = ['tried', 'needs', 'checked', 'from', 'drawn'] as const;

/** What a page says of a block of code. */
export interface Marked {
  /**
   * `tried`: a test runs it; `needs`: what it needs that tests have not; `checked`: files of the project that prove it;
   * `from`: the file whose text it is, but for what … leaves out; `drawn`: nothing that could run; `made`: it stands in what
   * a command made and docs/made.json records; `bare`: nothing is said.
   */
  readonly kind: (typeof SAID)[number] | 'made' | 'bare';
  /** Of `tried` its name, of `needs` what it needs, of `checked` the files, with commas between them, of `from` the file. */
  readonly mark: string;
  /** In the page, from 1. */
  readonly line: number;
  readonly text: string;
}

const MARK = new RegExp(`<!-- (${SAID.join('|')}): ([^>]+) -->\\n\\n$`);

const FENCE = /^( *)```\w*\n([^]*?)^\1```$/gm;

/** Every fenced block of a page, in the order of reading, with what the page says of it. @param page its path in the project */
export function blocksOf(page: string): Marked[] {
  const text = readFileSync(path.join(root, page), 'utf8');
  return Array.from(text.matchAll(FENCE), ({ index, 2: block }) => {
    const before = text.slice(0, index);
    const [, said, mark = ''] = MARK.exec(before) ?? [];
    const kind = (said as Marked['kind'] | undefined) ?? (isMade(page, index) ? 'made' : 'bare');
    return { kind, mark, line: before.split('\n').length, text: block! };
  });
}

/** What follows `<!-- tried: NAME -->` in a page, in the order of reading. @param page its path in the project */
export const triedIn = (page: string): Tried[] =>
  blocksOf(page).flatMap(({ kind, mark, text }) => (kind === 'tried' ? [{ name: mark, text }] : []));

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
