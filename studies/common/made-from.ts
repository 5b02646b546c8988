import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Reached, hashOf, reachedBy } from './reached.js';

/** What something was made from: each file, default and number of the library, with its hash or its value. */
export type Inputs = Readonly<Record<string, string>>;

/** How the record is kept is in no picture. */
const RECORD = ['made', 'made-from', 'reached', 'canary'].map((name) => `studies/common/${name}.ts`);

/** Where data lies that studies and scripts read. What else they name is made by them, or is a package's. */
const DATA = /^(?:examples|studies|tests\/faults)(?:\/|$)|^docs\/(?:[\w/-]+\.md|results\/.*\.jsonl)$/;

/** Numbers of the library that differ by a lesser share are the same: processors make as much of them (canary.ts). */
const SHARE = 5e-3;

/**
 * What a script makes things from, as it is now:
 * - of its sources what runs (`reachedBy`), so that a comment, a type, a format and a helper for others count for nothing;
 * - the files and folders that they name: photographs, programs in Python, kept results; of pages the blocks that it checks;
 * - what its first comment names after `made from:`, like the sources of a page that it takes pictures of;
 * - the library by its defaults and a few numbers (`canary`). Its sources are left out, or every commit would make everything
 *   stale. Where the first comment says `measures the machine` the library is left out, too: speed and memory are of a machine
 *   and a day, and are told again when the study is another, not with each change of what is measured.
 * @param script its path in the project
 * @param library what is known of the library; where it is left out it is not looked at
 */
export function madeFrom(script: string, project: string, library: Inputs = {}): Inputs {
  const sources = reachedBy(script, project, RECORD);
  const header = /^(?:\/\/.*\n)*/.exec(readFileSync(path.join(project, script), 'utf8'))![0];
  const named = Array.from(header.matchAll(/^\/\/ made from: (.+)$/gm), ([, files]) =>
    files!.split(', '),
  ).flat();
  const data = [...sources].flatMap(([file, source]) => dataOf(project, file, source));
  const files = [...data, ...named].flatMap((file) => filesIn(project, file));
  const ofMachine = /^\/\/ measures the machine$/m.test(header);
  const inputs = [
    ...Array.from(sources, ([file, { hash }]): [string, string] => [file, hash]),
    ...[...new Set(files)]
      .filter((file) => !sources.has(file))
      .flatMap((file) => print(project, file, script)),
    ...(ofMachine ? [] : Object.entries(library)),
  ];
  return Object.fromEntries(inputs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The files and folders of data that a source names: from the project, from studies/, from beside it, or a photograph's name. */
function dataOf(project: string, source: string, { texts }: Reached): string[] {
  const from = ['', 'studies', path.posix.dirname(source), 'examples/photos'];
  return texts
    .filter((text) => /^[\w.-]+(?:\/[\w.-]+)+$|^[\w-]+\.\w+$/.test(text))
    .flatMap((text) => from.map((folder) => path.posix.join(folder, text)))
    .filter((file) => DATA.test(file) && existsSync(path.join(project, file)));
}

/** A file, or those in a folder that people wrote; tests only where they are what is run. */
function filesIn(project: string, file: string): string[] {
  const whole = path.join(project, file);
  if (!statSync(whole, { throwIfNoEntry: false })?.isDirectory()) return [file];
  return readdirSync(whole, { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join(file, name.replaceAll(path.sep, '/')))
    .filter((name) => !/(?:^|\/)(?:dist|node_modules|__pycache__)\/|^(?!tests\/).*\.test\.ts$/.test(name))
    .filter((name) => statSync(path.join(project, name)).isFile());
}

/** Blocks of a page, with what proves them. */
const CHECKED = /<!-- checked: ([^>]+) -->\n\n *```\w*\n([^]*?)```/g;

/** A file with the hash of what counts of it: of a page the blocks that the script proves, if there are any. */
function print(project: string, file: string, script: string): [string, string][] {
  const whole = path.join(project, file);
  if (!existsSync(whole)) return [];
  const bytes = readFileSync(whole);
  // what the build makes of other files
  if (bytes.toString('utf8', 0, 20).startsWith('// Made by ')) return [];
  if (/\.(?:[cm]?js|ts)$/.test(file)) return [[file, reachedBy(file, project).get(file)!.hash]];
  if (!file.endsWith('.md')) return [[file, hashOf(withoutRemarks(file, bytes), 8)]];
  const blocks = Array.from(bytes.toString().matchAll(CHECKED), ([, by, block]) =>
    by!.includes(script) ? [block!] : [],
  ).flat();
  return blocks.length ? [[file, hashOf(blocks.join('\n'), 8)]] : [];
}

function withoutRemarks(file: string, bytes: Uint8Array): Uint8Array | string {
  if (/\.(?:py|smk|sh|ya?ml)$/.test(file)) return bytes.toString().replace(/^\s*(?:#.*)?\n/gm, '');
  return /\.(?:svelte|css|html)$/.test(file) ? bytes.toString().replace(/(?:<!--[^]*?-->|\s)+/g, ' ') : bytes;
}

/** Whether a name is of the library's defaults and numbers. */
const isLibrary = (name: string): boolean => /^(?:default of|library:) /.test(name);

/**
 * What of it has changed since. A default that was not there then is an option that is new, and changes nothing.
 * @param now without the library where that is not looked at
 */
export function changes(then: Inputs, now: Inputs): string[] {
  const looks = Object.keys(now).some(isLibrary);
  return [...new Set([...Object.keys(then), ...Object.keys(now)])].filter((name) => {
    const [before, after] = [then[name], now[name]];
    if (!isLibrary(name)) return before !== after;
    if (!looks || before === undefined) return false;
    const [a, b] = [Number(before), Number(after)];
    return before !== after && !(Math.abs(a - b) <= SHARE * Math.max(Math.abs(a), Math.abs(b)));
  });
}
