import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.js';

/** A row of a table of docs/migration.md: what is written there, and what here. */
export interface Row {
  readonly theirs: string;
  readonly ours: string;
}

/** What one library's calls are here. */
export interface Library {
  /** What the section is called: `From Lucent`. */
  readonly title: string;
  readonly rows: readonly Row[];
}

/** The tables of docs/migration.md. */
export function migrationTables(): Library[] {
  const [, ...sections] = readFileSync(path.join(root, 'docs/migration.md'), 'utf8').split(/^## /m);
  return sections.map((section) => {
    const [, , ...rows] = section.split('\n').filter((line) => line.startsWith('| '));
    return {
      title: section.slice(0, section.indexOf('\n')),
      rows: rows.map((row) => {
        const [theirs = '', ours = ''] = row.slice(2, -1).split(' | ');
        return { theirs: theirs.trim(), ours: ours.trim() };
      }),
    };
  });
}

/** What stands between backticks. */
export const codesOf = (text: string): string[] =>
  Array.from(text.matchAll(/`([^`]+)`/g), ([, code]) => code!);

/** The hash of what a table says of the other library. */
export const hashOfTheirs = ({ rows }: Library): string =>
  createHash('sha256')
    .update(JSON.stringify(rows.map(({ theirs }) => theirs)))
    .digest('hex');
