import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './root.js';

/** What is known of a picture, a page or a part of a page that a command made. */
export interface Made {
  /** The command. */
  readonly by: string;
  /** Of its bytes, in hexadecimals. */
  readonly sha256: string;
}

/** The record of all of them, by their names: a file's path in the project, a part's after `#`. */
const recordOf = (project: string): string => path.join(project, 'docs/made.json');

/** What stands between the markers of a part that a command writes; others say of a block of code how it is tried. */
const PART = /<!-- (?!(?:tried|needs|checked|from|drawn):)([^>]*?) -->\n([^]*?)<!-- end -->/g;

const PICTURE = /\.(?:jpg|png|svg|webp)$/;

const hashOf = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

const readRecord = (project: string): Record<string, Made> =>
  existsSync(recordOf(project))
    ? (JSON.parse(readFileSync(recordOf(project), 'utf8')) as Record<string, Made>)
    : {};

/** The pieces of a file that commands make, with their hashes: the parts of a page that has some, or all of it. */
function piecesOf(project: string, file: string): [name: string, sha256: string][] {
  const bytes = readFileSync(path.join(project, file));
  const parts = file.endsWith('.md') ? [...bytes.toString().matchAll(PART)] : [];
  if (!parts.length) return [[file, hashOf(bytes)]];
  return parts.map(([, name, text]) => [`${file}#${name}`, hashOf(text!)]);
}

/** The command that this process is part of, as one would type it. */
function thisCommand(): string {
  const { MADE_BY, npm_lifecycle_event: script } = process.env;
  const by = MADE_BY ?? (script && `npm run ${script}`);
  if (!by) throw new Error('what makes a file of the docs is run by npm, so that it is known what made it');
  return by;
}

/** Notes in docs/made.json that this command made files: what of them is as it was keeps the command that made it. */
export async function recordMade(files: readonly string[], project = root): Promise<void> {
  const record = new Map(Object.entries(readRecord(project)));
  for (const [name, sha256] of files.flatMap((file) => piecesOf(project, file)))
    if (record.get(name)?.sha256 !== sha256) record.set(name, { by: thisCommand(), sha256 });
  const sorted = Object.fromEntries([...record].sort(([a], [b]) => (a < b ? -1 : 1)));
  const file = recordOf(project);
  await writeFile(`${file}.tmp`, `${JSON.stringify(sorted, undefined, 2)}\n`);
  await rename(`${file}.tmp`, file);
}

/** Every picture of the docs, every page with parts that commands write, and what else the record has. */
function recorded(project: string, record: Readonly<Record<string, Made>>): string[] {
  const isThere = (file: string): boolean => existsSync(path.join(project, file));
  const hasParts = (file: string): boolean =>
    file.endsWith('.md') && /<!-- end -->/.test(readFileSync(path.join(project, file), 'utf8'));
  const made = readdirSync(path.join(project, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join('docs', file.replaceAll(path.sep, '/')))
    .filter((file) => !/^docs\/(?:api|project)\//.test(file) && (PICTURE.test(file) || hasParts(file)));
  const known = Object.keys(record).map((name) => name.split('#')[0]!);
  return [...new Set([...made, ...known.filter(isThere)])].sort();
}

/**
 * What in the docs is not as the command left that made it.
 * @returns a line each: what it is, and the command to run
 */
export function notAsMade(project = root): string[] {
  const record = readRecord(project);
  const pieces = new Map(recorded(project, record).flatMap((file) => piecesOf(project, file)));
  const gone = Object.keys(record).filter((name) => !pieces.has(name));
  return [
    ...gone.map((name) => `${name} is gone: take it out of docs/made.json`),
    ...Array.from(pieces, ([name, sha256]) => {
      const made = record[name];
      if (!made) return `${name} is in no record of docs/made.json: run the command that makes it`;
      return made.sha256 === sha256 ? '' : `${name} is not as made: run ${made.by}`;
    }).filter(Boolean),
  ];
}

/** Whether a place in a page is in what a command made, as recorded. @param at in characters from the page's beginning */
export function isMade(page: string, at: number, project = root): boolean {
  const record = readRecord(project);
  if (page in record) return true;
  const parts = readFileSync(path.join(project, page), 'utf8').matchAll(PART);
  return Array.from(parts).some(
    ({ 0: { length }, 1: name, index }) => `${page}#${name}` in record && index <= at && at < index + length,
  );
}

/** The commands of the record. */
export const makers = (project = root): string[] => [
  ...new Set(Object.values(readRecord(project)).map(({ by }) => by)),
];
