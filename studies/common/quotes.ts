// Numbers that the first page quotes of others are theirs, word by word.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const plain = (text: string): string => text.replace(/\*\*/g, '').replace(/\s+/g, ' ');

/**
 * What a page quotes that others do not say: in an item of a list, what is **bold** and has a digit stands on the page that
 * the item leads to first.
 * @param docs the folder of the pages
 * @param page its path from there
 * @returns a line each
 */
export function misquoted(docs: string, page: string): string[] {
  const text = readFileSync(path.join(docs, page), 'utf8');
  return text.split(/^(?=- )/m).flatMap((item) => {
    const [, target] = /\]\(([^)#]+\.md)/.exec(item) ?? [];
    const quoted = Array.from(item.matchAll(/\*\*([^*]*\d[^*]*)\*\*/g), ([, said]) => plain(said!));
    if (target === undefined || !quoted.length) return [];
    const there = plain(readFileSync(path.join(docs, path.dirname(page), target), 'utf8'));
    const says = (words: string): boolean =>
      new RegExp(`(?<![\\d.])${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\.?\\d)`).test(there);
    return quoted
      .filter((words) => !says(words))
      .map((words) => `${page} says "${words}", and ${target} does not`);
  });
}
