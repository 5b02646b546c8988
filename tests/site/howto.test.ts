// The commands that pages of docs/howto print do what they say: run as printed, with few steps on small canvases. All of them
// take a minute of processor time, so `npm run docs` runs them, by FACCENT_RUN_PAGES=1, and the tests of every day a few.
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readFileSync, readdirSync } from 'node:fs';
import type { Command } from 'commander';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_NAMES, program } from '../../packages/faccent/src/cli/main.js';
import { attempt } from '../packed/run.js';
import { commandsOf, tried, triedIn } from '../../studies/common/tried.js';

const root = path.resolve(import.meta.dirname, '../..');
const PAGES = readdirSync(path.join(root, 'docs/howto')).filter((name) => name !== 'index.md');
/** What is run every day. */
const QUICK = ['many', 'contrast'];
const runsAll = process.env.FACCENT_RUN_PAGES === '1';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'faccent-howto-'));
  const photos = path.join(root, 'examples/photos');
  await cp(path.join(photos, 'nagasaki-boats.jpg'), path.join(folder, 'photo.jpg'));
  for (const [kind, names] of Object.entries({
    spotted: ['chelsea.png', 'airplane-from-above.jpg'],
    plain: ['coffee.png', 'allium-oreophilum.jpg'],
  })) {
    const to = path.join(folder, 'photos', kind);
    await mkdir(to, { recursive: true });
    for (const name of names)
      await sharp(path.join(photos, name))
        .resize(96, 96)
        .toFile(path.join(to, `${path.parse(name).name}.jpg`));
  }
});

afterAll(() => rm(folder, { recursive: true, maxRetries: 3 }));

/** What makes a command small, of the flags that it has and was not given. */
async function small(words: readonly string[]): Promise<string[]> {
  let command: Command | undefined = await program(words);
  for (const word of words) {
    const next: Command | undefined = command?.commands.find((one) => one.name() === word);
    if (!next) break;
    command = next;
  }
  const flags = { '--steps': '1', '--views': '2', '--size': '96', '--threads': '1' };
  const has = (flag: string): boolean => command?.options.some(({ long }) => long === flag) ?? false;
  return Object.entries(flags).flatMap(([flag, value]) =>
    has(flag) && !words.includes(flag) ? [flag, value] : [],
  );
}

/** Names of files, for what a shell makes of a pattern. */
async function expanded(word: string): Promise<string[]> {
  if (!word.includes('*.')) return [word];
  const [at, ends] = [path.dirname(word), path.extname(word)];
  const names = await readdir(path.join(folder, at));
  return names.filter((name) => name.endsWith(ends)).map((name) => path.join(at, name));
}

/** Runs the commands of a block. */
async function runAll(block: string): Promise<void> {
  const command = path.join(root, 'packages/faccent/bin/faccent.js');
  for (const [, ...words] of commandsOf(block)) {
    const args = (await Promise.all(words.map(expanded))).flat();
    const all = [command, ...args, ...(await small(args))];
    const { code, stderr } = await attempt(process.execPath, all, { cwd: folder });
    expect(code, `faccent ${args.join(' ')}\n${stderr}`).toBe(0);
  }
}

/** Commands whose examples are tried elsewhere, and where. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  resume: 'packages/faccent/src/cli/commands/resume.test.ts, of runs that are stopped',
  studio: 'tests/packed: docs/start.md, as printed',
  experiment: 'npm run docs:experiment, which runs what docs/experiment.md prints',
};

test('every command has an example that is tried', () => {
  const pages = ['docs/howto', 'docs/exporters'].flatMap((at) =>
    readdirSync(path.join(root, at)).map((name) => path.posix.join(at, name)),
  );
  const blocks = pages.flatMap(triedIn).filter(({ name }) => !path.extname(name));
  const words = blocks.flatMap(({ text }) => commandsOf(text).map(([, command]) => command!));
  const missing = COMMAND_NAMES.filter((name) => !words.includes(name));
  expect(missing.sort()).toEqual(Object.keys(ELSEWHERE).sort());
});

describe.each(PAGES)('docs/howto/%s', (page) => {
  const text = readFileSync(path.join(root, 'docs/howto', page), 'utf8');

  test('says of every block that it is tried, or what it needs', () => {
    const blocks = text.match(/^```\w+$/gm)!;
    const marked = text.match(/^<!-- (?:tried|needs): .+ -->\n\n```\w+$/gm) ?? [];
    expect(marked.length).toBe(blocks.length);
  });

  const blocks = triedIn(`docs/howto/${page}`).filter(({ name }) => runsAll || QUICK.includes(name));
  test.each(blocks)('$name', { timeout: 300_000 }, ({ text: block }) => runAll(block));
});

test.runIf(runsAll)('the further commands of docs/start.md', { timeout: 300_000 }, () =>
  runAll(tried('docs/start.md', 'more').replaceAll('npx ', '')),
);
