import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Inputs, changes, madeFrom } from './made-from.js';
import { hashOf } from './reached.js';
import { root } from './root.js';

/** What is known of a picture, a page or a part of a page that a command made. */
export interface Made {
  /** The command. */
  readonly by: string;
  /** Of its bytes, in hexadecimals. */
  readonly sha256: string;
  /** What it was made from: its name in `from` of the record. */
  readonly from: string;
  /** The day. */
  readonly on: string;
  /** Why it is kept though what it was made from has changed, where somebody has decided so. */
  readonly kept?: string;
}

/** docs/made.json. */
interface MadeRecord {
  /** Scripts, and what they were made from, by hashes of that. */
  readonly from: Readonly<Record<string, { readonly script: string; readonly inputs: Inputs }>>;
  /** By their names: a file's path in the project, a part's after `#`. */
  readonly made: Readonly<Record<string, Made>>;
}

/** What is known of the library: of this project's it takes some seconds. */
type Library = () => Promise<Inputs>;

const libraryNow: Library = async () => (await import('./canary.js')).canary();

const recordOf = (project: string): string => path.join(project, 'docs/made.json');

/** What stands between the markers of a part that a command writes; others say of a block of code how it is tried. */
const PART = /<!-- (?!(?:tried|needs|checked|from|drawn):)([^>]*?) -->\n([^]*?)<!-- end -->/g;

const PICTURE = /\.(?:jpg|png|svg|webp)$/;

const readRecord = (project: string): MadeRecord =>
  existsSync(recordOf(project))
    ? (JSON.parse(readFileSync(recordOf(project), 'utf8')) as MadeRecord)
    : { from: {}, made: {} };

/** Writes it: in order, and without what nothing was made from. */
async function writeRecord(
  project: string,
  from: MadeRecord['from'],
  made: ReadonlyMap<string, Made>,
): Promise<void> {
  const used = new Set(Array.from(made.values(), (one) => one.from));
  const sorted = <T>(entries: Iterable<[string, T]>): Record<string, T> =>
    Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
  const record = {
    from: sorted(Object.entries(from).filter(([name]) => used.has(name))),
    made: sorted(made),
  };
  const file = recordOf(project);
  await writeFile(`${file}.tmp`, `${JSON.stringify(record, undefined, 2)}\n`);
  await rename(`${file}.tmp`, file);
}

/** The pieces of a file that commands make, with their hashes: the parts of a page that has some, or all of it. */
function piecesOf(project: string, file: string): [name: string, sha256: string][] {
  const bytes = readFileSync(path.join(project, file));
  const parts = file.endsWith('.md') ? [...bytes.toString().matchAll(PART)] : [];
  if (!parts.length) return [[file, hashOf(bytes)]];
  return parts.map(([, name, text]) => [`${file}#${name}`, hashOf(text!)]);
}

/** The command that this process is part of, as one would type it, and the script that it runs. */
function thisCommand(project: string): { readonly by: string; readonly script: string } {
  const { MADE_BY, MADE_WITH, npm_lifecycle_event: name } = process.env;
  if (MADE_BY && MADE_WITH) return { by: MADE_BY, script: MADE_WITH };
  const { scripts } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8')) as {
    scripts: Readonly<Record<string, string>>;
  };
  const script = /scripts\/(?!ensure-installed|made)[\w-]+\.mjs/.exec(scripts[name ?? ''] ?? '')?.[0];
  if (!script)
    throw new Error('what makes a file of the docs is run by npm, so that it is known what made it');
  return { by: `npm run ${name}`, script };
}

/** What a script makes things from now, with the name that this has in the record. */
function fromNow(script: string, project: string, library: Inputs) {
  const inputs = madeFrom(script, project, library);
  return { name: hashOf(JSON.stringify([script, inputs]), 8), script, inputs };
}

/**
 * Notes in docs/made.json that this command made files, and what from. A page may have parts of other commands: what of them
 * is as it was stays theirs.
 */
export async function recordMade(
  files: readonly string[],
  project = root,
  library: Library = libraryNow,
): Promise<void> {
  const { by, script } = thisCommand(project);
  const { name: from, inputs } = fromNow(script, project, await library());
  const record = readRecord(project);
  const made = new Map(Object.entries(record.made));
  const on = new Date().toISOString().slice(0, 10);
  for (const [name, sha256] of files.flatMap((file) => piecesOf(project, file))) {
    const before = made.get(name);
    if (before?.by === by || before?.sha256 !== sha256) made.set(name, { by, sha256, from, on });
  }
  await writeRecord(project, { ...record.from, [from]: { script, inputs } }, made);
}

/**
 * Notes that things are kept as they are, though what they were made from has changed: the script says the same in other
 * words, or they were measured with what nobody has at hand. The site's build lists them with the reasons (`keptThings`).
 * @param names of them in the record
 * @param why so that who reads it can see whether it is so
 */
export async function recordKept(
  names: readonly string[],
  why: string,
  project = root,
  library: Library = libraryNow,
): Promise<void> {
  const record = readRecord(project);
  const made = new Map(Object.entries(record.made));
  const sets = { ...record.from };
  for (const name of names) {
    const before = made.get(name);
    if (!before) throw new Error(`docs/made.json has no "${name}"`);
    const {
      name: from,
      script,
      inputs,
    } = fromNow(record.from[before.from]!.script, project, await library());
    sets[from] = { script, inputs };
    made.set(name, { ...before, from, kept: why });
  }
  await writeRecord(project, sets, made);
}

/** Every picture of the docs, every page with parts that commands write, and what else the record has. */
function recorded(project: string, made: MadeRecord['made']): string[] {
  const isThere = (file: string): boolean => existsSync(path.join(project, file));
  const hasParts = (file: string): boolean =>
    file.endsWith('.md') && /<!-- end -->/.test(readFileSync(path.join(project, file), 'utf8'));
  const files = readdirSync(path.join(project, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join('docs', file.replaceAll(path.sep, '/')))
    .filter((file) => !/^docs\/(?:api|project)\//.test(file) && (PICTURE.test(file) || hasParts(file)));
  const known = Object.keys(made).map((name) => name.split('#')[0]!);
  return [...new Set([...files, ...known.filter(isThere)])].sort();
}

/** What the record says of the pieces that are there. */
function piecesAndRecord(project: string): MadeRecord & { readonly pieces: ReadonlyMap<string, string> } {
  const record = readRecord(project);
  return {
    ...record,
    pieces: new Map(recorded(project, record.made).flatMap((file) => piecesOf(project, file))),
  };
}

/**
 * What in the docs is not as the command left that made it.
 * @returns a line each: what it is, and the command to run
 */
export function changedSinceMade(project = root): string[] {
  const { made, pieces } = piecesAndRecord(project);
  const wrong = (name: string, sha256: string): string | undefined => {
    const one = made[name];
    if (!one) return `${name} is in no record of docs/made.json: run the command that makes it`;
    return one.sha256 === sha256 ? undefined : `${name} is not as made: run ${one.by}`;
  };
  return [
    ...Object.keys(made)
      .filter((name) => !pieces.has(name))
      .map((name) => `${name} is gone: take it out of docs/made.json`),
    ...Array.from(pieces, ([name, sha256]) => wrong(name, sha256) ?? []).flat(),
  ];
}

/**
 * What in the docs was made from something that is no more as it was.
 * @param library where it says nothing, the library is not looked at
 * @returns a line each: what it is, and the command to run
 */
export async function stale(project = root, library: Library = libraryNow): Promise<string[]> {
  const { from, made, pieces } = piecesAndRecord(project);
  const known = await library();
  const changed = new Map(
    Object.entries(from).map(([name, { script, inputs }]) => [
      ...([name, changesSince(script, inputs, project, known)] as const),
    ]),
  );
  return Object.entries(made).flatMap(([name, one]) => {
    if (pieces.get(name) !== one.sha256) return [];
    const [first, ...more] = changed.get(one.from) ?? ['what it was made from is not recorded'];
    const others = more.length ? ` and ${more.length} more` : '';
    return first ? [`${name} is stale, since ${first}${others}: run ${one.by}`] : [];
  });
}

/** Whether a place in a page is in what a command made, as recorded. @param at in characters from the page's beginning */
export function isMade(page: string, at: number, project = root): boolean {
  const { made } = readRecord(project);
  if (page in made) return true;
  const parts = readFileSync(path.join(project, page), 'utf8').matchAll(PART);
  return Array.from(parts).some(
    ({ 0: { length }, 1: name, index }) => `${page}#${name}` in made && index <= at && at < index + length,
  );
}

function changesSince(script: string, inputs: Inputs, project: string, library: Inputs): string[] {
  if (!existsSync(path.join(project, script))) return [`${script} is gone`];
  return changes(inputs, madeFrom(script, project, library)).map((name) => `${name} has changed`);
}

/** What is kept though what it was made from has changed: a line for each reason. */
export function keptThings(project = root): string[] {
  const reasons = new Map<string, string[]>();
  for (const [name, { on, kept }] of Object.entries(readRecord(project).made)) {
    const reason = `made on ${on}, kept: ${kept}`;
    if (kept) reasons.set(reason, [...(reasons.get(reason) ?? []), name]);
  }
  return Array.from(reasons, ([reason, names]) => `${names.join(', ')}: ${reason}`);
}

/** The commands of the record. */
export const makers = (project = root): string[] => [
  ...new Set(Object.values(readRecord(project).made).map(({ by }) => by)),
];
