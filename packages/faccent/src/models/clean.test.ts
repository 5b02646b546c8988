// `faccent models list, check and clean`: what is kept is shown with its use, checked, and deleted on request alone.
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type CleanFlags, checkModels, cleanModels } from '../cli/models/cache.js';
import { listModels } from '../cli/models/commands.js';
import { compiledFolder } from '../platform/node/environment.js';
import { runKept } from '../testing/kept-graphs.js';
import { WEIGHTS, hubOfTests, sha256 } from './testing/hub.js';

const { at, hub, resolve } = hubOfTests();

const printed = async (run: () => Promise<void>): Promise<string> => {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  await run().finally(() => log.mockRestore());
  // eslint-disable-next-line no-control-regex
  return lines.join('\n').replace(/\u001b\[\d+m/g, '');
};
const json = async <T>(run: () => Promise<void>): Promise<T> => JSON.parse(await printed(run)) as T;

interface Cleaned {
  readonly dryRun: boolean;
  readonly freed: number;
  readonly deleted: readonly { readonly place: string; readonly why: string }[];
}
const clean = (flags: CleanFlags = {}): Promise<Cleaned> =>
  json<Cleaned>(() => cleanModels({ ...flags, json: true }));
const reasons = ({ deleted }: Cleaned): string[] => deleted.map(({ why }) => why).sort();

interface Checked {
  readonly files: number;
  readonly compiled: number;
  readonly damaged: readonly { readonly file: string; readonly why: string }[];
}
const check = (name?: string): Promise<Checked> => json<Checked>(() => checkModels(name, { json: true }));

/** A model of the Hub, one of an address, and a compiled graph. */
async function filled(): Promise<{ pointer: string; download: string; graph: string }> {
  hub.plain.set('net.onnx', WEIGHTS);
  await resolve('hf:o/r');
  const { modelPath: download } = await resolve(`${hub.contents}/plain/net.onnx`);
  await runKept(compiledFolder());
  const pointer = at('hub/models--o--r/snapshots', hub.commit, 'onnx/model.onnx');
  return { pointer, download, graph: path.join(compiledFolder(), readdirSync(compiledFolder())[0]!) };
}

const flip = (file: string): void => {
  const data = readFileSync(file);
  data[data.length >> 1]! ^= 1;
  writeFileSync(file, data);
};

afterEach(() => {
  process.exitCode = undefined;
});

test('the list says sizes, last use, what was checked, and the limits', async () => {
  await filled();
  const text = await printed(() => listModels({}));
  expect(text).toMatch(/ 200 kB {2}hf:o\/r {2}\(used today, checked today\)/);
  expect(text).toMatch(/1 compiled graphs? in .*compiled, last used today/);
  expect(text).toMatch(/compiled graphs are kept up to 1\.1 GB.*FACCENT_CACHE_LIMIT/);
  process.env.FACCENT_CACHE_LIMIT = '2 GiB';
  expect(await printed(() => listModels({}))).toMatch(/from addresses are kept up to 2\.1 GB together/);
  const listed = await json<{ cache: Record<string, unknown> }>(() => listModels({ json: true }));
  expect(listed.cache).toMatchObject({ limit: 2 ** 31, compiledLimit: 2 ** 31 });
  const today = new Date().toISOString().slice(0, 10);
  for (const one of listed.cache.files as { usedAt: string; checkedAt: string }[]) {
    expect(one.usedAt.slice(0, 10)).toBe(today);
    expect(one.checkedAt.slice(0, 10)).toBe(today);
  }
  expect(listed.cache.compiled).toEqual([
    {
      file: expect.stringMatching(/[0-9a-f]{64}\.onnx$/) as string,
      size: expect.any(Number) as number,
      usedAt: expect.stringContaining(today) as string,
    },
  ]);
});

describe('check', () => {
  test('reads everything, also what was checked today, and says what is damaged', async () => {
    const { pointer, download, graph } = await filled();
    expect(await check()).toEqual({ files: 4, compiled: 1, damaged: [] });
    expect(process.exitCode).toBeUndefined();
    expect(await printed(() => checkModels(undefined, {}))).toBe(
      '4 files and 1 compiled graph are what they were',
    );
    const real = realpathSync(pointer);
    for (const file of [real, download, graph]) flip(file);
    const { damaged } = await check();
    expect(damaged.map(({ file }) => file)).toEqual([pointer, download, graph]);
    expect(damaged[0]!.why).toContain(`should have ${sha256(WEIGHTS)}`);
    expect(process.exitCode).toBe(1);
    expect((await check('hf:o/r')).damaged).toHaveLength(1);
    expect(await printed(() => checkModels(undefined, {}))).toMatch(
      /3 of 4 files and 1 compiled graph are damaged/,
    );
    rmSync(`${download}.info.json`);
    expect((await check()).damaged.find(({ file }) => file === download)!.why).toContain('has no note');
  });
});

describe('clean', () => {
  test('deletes compiled graphs, and downloads where it is asked to; never of the Hub', async () => {
    const { pointer, download, graph } = await filled();
    const dry = await clean({ dryRun: true, all: true });
    expect(reasons(dry)).toEqual(['compiled', 'fetched']);
    expect([graph, download].map(existsSync)).toEqual([true, true]);
    const first = await clean();
    expect(reasons(first)).toEqual(['compiled']);
    expect([graph, download, pointer].map(existsSync)).toEqual([false, true, true]);
    const second = await clean({ all: true });
    expect(second.freed).toBe(WEIGHTS.length);
    expect(dry.freed).toBe(first.freed + second.freed);
    expect([download, pointer].map(existsSync)).toEqual([false, true]);
    // the note of what was checked goes with the file
    expect(reasons(await clean())).toEqual(['left over']);
    expect(await printed(() => cleanModels({ all: true }))).toBe('freed 0 B');
  });

  test('leaves what was used since', async () => {
    const { graph, download } = await filled();
    expect(reasons(await clean({ all: true, olderThan: 1 }))).toEqual([]);
    const before = new Date(Date.now() - 3 * 86_400_000);
    utimesSync(graph, before, before);
    for (const name of readdirSync(at('cache/verified')))
      utimesSync(at('cache/verified', name), before, before);
    expect(reasons(await clean({ all: true, olderThan: 5 }))).toEqual([]);
    expect(reasons(await clean({ all: true, olderThan: 2 }))).toEqual(['compiled', 'fetched']);
    expect([graph, download].map(existsSync)).toEqual([false, false]);
  });

  test('takes what is damaged and what was left over, and nothing that is not ours', async () => {
    const { download } = await filled();
    flip(download);
    const folder = path.dirname(download);
    const dead = 2 ** 30;
    const [part, half] = [`.net.onnx.${dead}-00000000.part`, `.net.onnx.info.json.${dead}.tmp-00000000`];
    mkdirSync(at('cache/url/h/0'), { recursive: true });
    const left = [
      at('cache/url/h/0', part),
      at('cache/url/h/0', half),
      at('hub/models--o--r/blobs', part),
      path.join(compiledFolder(), `${'0'.repeat(64)}.onnx.${dead}.tmp`),
    ];
    const others = [
      at('cache/readme.txt'),
      path.join(compiledFolder(), 'notes.onnx'),
      at('hub/models--o--r/blobs/.hidden'),
      at('hub/models--o--r/blobs/abc.incomplete'),
      at('cache/url/h/0', `.net.onnx.${process.ppid}-00000000.part`),
    ];
    for (const file of [...left, ...others]) writeFileSync(file, 'x');
    const old = new Date(Date.now() - 60_000);
    for (const file of left) utimesSync(file, old, old);
    expect(reasons(await clean({ olderThan: 1 }))).toEqual(['damaged', ...left.map(() => 'left over')]);
    expect(existsSync(folder)).toBe(false);
    expect(left.filter(existsSync)).toEqual([]);
    expect(others.filter((file) => !existsSync(file))).toEqual([]);
  });

  test('without a cache has nothing to do', async () => {
    expect(await printed(() => cleanModels({}))).toBe('freed 0 B');
    expect(await check()).toEqual({ files: 0, compiled: 0, damaged: [] });
  });
});
