// What was fetched is checked when it is used: what is damaged is fetched again with a note, or is one clear error.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { gitHash } from '../cli/testing/hub-server.js';
import { CONFIG, PREPROCESSOR, WEIGHTS, bytes, hubOfTests, sha256 } from './testing/hub.js';

const { at, hub, resolve } = hubOfTests();
const place = (...parts: string[]): string => at('hub', 'models--o--r', ...parts);

/** The same, with what it noted. */
async function noting(text: string, options: Parameters<typeof resolve>[1] = {}) {
  const notes: string[] = [];
  const found = await resolve(text, { ...options, note: (line) => notes.push(line) });
  return { ...found, notes };
}

/** Damage that leaves a file's size and its times as they were is only seen by its hash. */
function quietly(file: string, change: (data: Buffer) => void): void {
  const data = readFileSync(file);
  change(data);
  writeFileSync(file, data);
}
const flip = (file: string): void => quietly(file, (data) => (data[data.length >> 1]! ^= 1));

const faults: [string, (file: string) => void][] = [
  ['has one other bit', flip],
  ['lacks its last byte', (file) => truncateSync(file, statSync(file).size - 1)],
  ['is empty', (file) => truncateSync(file, 0)],
  ['is longer', (file) => appendFileSync(file, 'x')],
  ['is something else of its length', (file) => writeFileSync(file, bytes(statSync(file).size, 9))],
];

describe('a file of the Hub', () => {
  const names: Record<string, string> = {
    'onnx/model.onnx': sha256(WEIGHTS),
    'config.json': gitHash(CONFIG),
    'preprocessor_config.json': gitHash(PREPROCESSOR),
  };
  test.each(
    Object.keys(names).flatMap((name) => faults.map(([what, damage]) => [name, what, damage] as const)),
  )('%s that %s is fetched again, with one note', async (name, _, damage) => {
    const first = await resolve('hf:o/r');
    const pointer = place('snapshots', hub.commit, name);
    damage(realpathSync(pointer));
    await expect(resolve('hf:o/r', { offline: true })).rejects.toThrow(
      new RegExp(`${path.basename(name)}".* and should have .* damaged or exchanged.*forbids the network`),
    );
    const again = await noting('hf:o/r');
    expect(again.notes).toEqual([expect.stringContaining(`${name}" has `)]);
    expect(again.description).toEqual(first.description);
    const file = readFileSync(pointer);
    expect([sha256(file), gitHash(file.toString('latin1'))]).toContain(names[name]);
    expect((await noting('hf:o/r', { offline: true })).notes).toEqual([]);
  });

  test('whose weights lie beside it is damaged where they are', async () => {
    hub.repositories.set('o/big', {
      files: { 'onnx/model.onnx': bytes(100), 'onnx/model.onnx_data': bytes(5000) },
    });
    await resolve('hf:o/big');
    const weights = at('hub/models--o--big/snapshots', hub.commit, 'onnx/model.onnx_data');
    flip(realpathSync(weights));
    expect((await noting('hf:o/big')).notes).toEqual([
      expect.stringContaining('model.onnx_data" has the SHA'),
    ]);
    expect(readFileSync(weights)).toEqual(bytes(5000));
  });

  test('that leads to other contents is led back, and nothing is fetched', async () => {
    await resolve('hf:o/r');
    const pointer = place('snapshots', hub.commit, 'onnx/model.onnx');
    rmSync(pointer);
    symlinkSync(path.join('../../../blobs', gitHash(CONFIG)), pointer);
    hub.seen.length = 0;
    expect((await noting('hf:o/r')).notes).toHaveLength(1);
    expect(hub.fetches).toEqual([]);
    expect(readFileSync(pointer)).toEqual(WEIGHTS);
  });

  test('is checked by what its contents are called where no list says more', async () => {
    await resolve('hf:o/r');
    rmSync(place('trees'), { recursive: true });
    await resolve('hf:o/r', { offline: true });
    flip(place('blobs', sha256(WEIGHTS)));
    await expect(resolve('hf:o/r', { offline: true })).rejects.toThrow(
      /has the SHA-256 .* forbids the network/,
    );
    process.env.HF_ENDPOINT = 'http://127.0.0.1:9';
    await expect(resolve('hf:o/r')).rejects.toThrow(/has the SHA-256 .* cannot be reached/);
  });

  test('is not to blame where the list is damaged: that is asked for again', async () => {
    await resolve('hf:o/r');
    const tree = place('trees', `${hub.commit}.json`);
    const text = readFileSync(tree, 'utf8');
    writeFileSync(tree, text.replace(sha256(WEIGHTS), sha256('other')));
    hub.seen.length = 0;
    expect((await noting('hf:o/r')).notes).toEqual([]);
    expect(hub.fetches).toEqual([]);
    expect(readFileSync(tree, 'utf8')).toBe(text);
  });

  test.each([
    ['cut off', (text: string) => text.slice(0, text.length >> 1)],
    ['empty', () => ''],
    ['null', () => 'null'],
    ['of another shape', () => '{"format_version":1,"files":[1,2]}'],
    ['of sizes that are none', (text: string) => text.replace(/"size": \d+/, '"size": -1')],
    ['of hashes that are none', (text: string) => text.replace(/"lfs_sha256": "../, '"lfs_sha256": "..')],
    ['of other names', (text: string) => text.replace('model.onnx', 'model.onny')],
    ['huge', () => `[${' '.repeat(2 ** 26)}]`],
  ])('a list that is %s is asked for again', async (_, change) => {
    await resolve('hf:o/r');
    const tree = place('trees', `${hub.commit}.json`);
    const text = readFileSync(tree, 'utf8');
    writeFileSync(tree, change(text));
    // what is here is used all the same
    await resolve('hf:o/r', { offline: true });
    await resolve('hf:o/r');
    expect(readFileSync(tree, 'utf8')).toBe(text);
    expect(hub.fetches).toHaveLength(1);
  });

  test.each([
    ['no commit', 'main'],
    ['empty', ''],
    ['of another commit', '9'.repeat(40)],
    ['huge', 'c'.repeat(5000)],
  ])('a branch that is %s is asked for again', async (_, text) => {
    await resolve('hf:o/r');
    writeFileSync(place('refs/main'), text);
    await expect(resolve('hf:o/r', { offline: true })).rejects.toThrow(/is not in the cache/);
    await resolve('hf:o/r');
    expect(readFileSync(place('refs/main'), 'utf8')).toBe(hub.commit);
  });
});

describe('a file of an address', () => {
  const address = (): string => `${hub.contents}/plain/net.onnx`;
  const fetched = async (): Promise<string> => {
    hub.plain.set('net.onnx', WEIGHTS);
    return (await resolve(address())).modelPath;
  };

  test.each([
    ...faults,
    ['lacks its note', (file) => rmSync(`${file}.info.json`)],
    ['has half a note', (file) => truncateSync(`${file}.info.json`, 20)],
    ['has an empty note', (file) => truncateSync(`${file}.info.json`, 0)],
    ['has a note of another shape', (file) => writeFileSync(`${file}.info.json`, '{"size":1}')],
    ['has a huge note', (file) => writeFileSync(`${file}.info.json`, ' '.repeat(1e6))],
    [
      'has a folder for a note',
      (file) => (rmSync(`${file}.info.json`), mkdirSync(`${file}.info.json/x`, { recursive: true })),
    ],
    ['is a folder', (file) => (rmSync(file), mkdirSync(path.join(file, 'x'), { recursive: true }))],
    [
      'has the note of another address',
      (file) => {
        const note = readFileSync(`${file}.info.json`, 'utf8');
        writeFileSync(`${file}.info.json`, note.replace('/plain/', '/other/'));
      },
    ],
  ] as [string, (file: string) => void][])('that %s is fetched again, with one note', async (_, damage) => {
    const file = await fetched();
    damage(file);
    await expect(resolve(address(), { offline: true })).rejects.toThrow(
      /net\.onnx" (has|is) .*forbids the network: allow it once/,
    );
    expect((await noting(address())).notes).toEqual([
      expect.stringMatching(/net\.onnx" .* is fetched again$/),
    ]);
    expect(readFileSync(file)).toEqual(WEIGHTS);
    expect((await noting(address(), { offline: true })).notes).toEqual([]);
  });

  test('is hashed once a day, and believed by its size and times in between', async () => {
    const file = await fetched();
    const records = at('cache/verified');
    const record = path.join(records, readdirSync(records)[0]!);
    const written = JSON.parse(readFileSync(record, 'utf8')) as { at: number; hash: string };
    expect(written.hash).toBe(sha256(WEIGHTS));
    const age = (milliseconds: number): void =>
      writeFileSync(record, JSON.stringify({ ...written, at: Date.now() - milliseconds }));
    for (const [milliseconds, isHashed] of [
      [1000, false],
      [86_000_000, false],
      [86_500_000, true],
      [-5000, true],
    ] as const) {
      age(milliseconds);
      const before = readFileSync(record, 'utf8');
      await resolve(address(), { offline: true });
      expect(readFileSync(record, 'utf8') !== before).toBe(isHashed);
    }
    // times that are set back are seen, too
    const { atime, mtime } = statSync(file);
    flip(file);
    utimesSync(file, atime, mtime);
    await expect(resolve(address(), { offline: true })).rejects.toThrow(/has the SHA-256/);
  });

  test.each([
    ['damaged', '{'],
    ['of another shape', '{"at":"now"}'],
    ['huge', ' '.repeat(1e6)],
  ])('whose record is %s is hashed', async (_, text) => {
    await fetched();
    const records = at('cache/verified');
    const record = path.join(records, readdirSync(records)[0]!);
    writeFileSync(record, text);
    await resolve(address(), { offline: true });
    expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({ hash: sha256(WEIGHTS) });
  });

  test('goes when it was used longest ago and there is a limit', async () => {
    process.env.FACCENT_CACHE_LIMIT = '300kB';
    const file = await fetched();
    hub.plain.set('second.onnx', bytes(200_000, 5));
    const longAgo = (): void => {
      for (const name of readdirSync(at('cache/verified'))) utimesSync(at('cache/verified', name), 1, 1);
    };
    // in use by this process, whatever the limit
    longAgo();
    await resolve(`${hub.contents}/plain/second.onnx`);
    expect(existsSync(file)).toBe(true);
    process.env.FACCENT_CACHE_LIMIT = 'much';
    hub.plain.set('third.onnx', bytes(10, 5));
    await expect(resolve(`${hub.contents}/plain/third.onnx`)).rejects.toThrow(
      /FACCENT_CACHE_LIMIT is "much"/,
    );
  });
});
