// Damaged caches: every entry is checked before it is used, made again where it is not what it was, and shared.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { command } from '../../packages/faccent/src/cli/testing/command.js';
import { photo, temporaryFolder } from '../../packages/faccent/src/cli/testing/folder.js';
import { WEIGHTS, hubOfTests } from '../../packages/faccent/src/models/testing/hub.js';
import { runKept } from '../../packages/faccent/src/testing/kept-graphs.js';
import { stream, tell, times } from './faults.js';

const work = temporaryFolder('caches');
const newFolder = (): string => mkdtempSync(path.join(work, 'cache-'));

describe('compiled graphs', () => {
  /** Damages the only entry in one way after the other, and runs what was compiled through it. */
  async function damaged(ways: Iterable<(whole: Buffer) => Buffer>): Promise<number> {
    const folder = newFolder();
    const { values } = await runKept(folder);
    const file = path.join(folder, readdirSync(folder)[0]!);
    const whole = readFileSync(file);
    let tried = 0;
    for (const way of ways) {
      writeFileSync(file, way(whole));
      const again = await runKept(folder);
      expect(again.values).toEqual(values);
      expect(again.notes).toHaveLength(1);
      tried++;
    }
    expect(readdirSync(folder)).toEqual([path.basename(file)]);
    expect((await runKept(folder)).notes).toEqual([]);
    return tried;
  }

  test('with one other byte, at any place, are made again', async () => {
    const next = stream(19);
    const tried = await damaged(
      (function* () {
        for (let i = 0; i < times(60, 2500); i++)
          yield (whole) => {
            const bytes = Buffer.from(whole);
            // each byte of a small entry once, in the full size
            const at = times(0, 1) ? i % bytes.length : next(bytes.length);
            bytes[at]! ^= 1 << next(8);
            return bytes;
          };
      })(),
    );
    const outcome = 'made again with one note, with the same values';
    tell({ section: 'caches', what: 'one bit of a compiled graph', tried, outcome });
  });

  test('that are cut off anywhere are made again', async () => {
    const next = stream(20);
    const tried = await damaged(
      (function* () {
        for (let i = 0; i < times(20, 500); i++) yield (whole) => whole.subarray(0, next(whole.length));
      })(),
    );
    const outcome = 'made again with one note, with the same values';
    tell({ section: 'caches', what: 'a compiled graph cut off at any place', tried, outcome });
  });
});

describe('what was fetched', () => {
  const { at, hub, resolve } = hubOfTests();
  const cached = 'fetched again with one note; offline one error';
  const noting = async (text: string, offline = false): Promise<string[]> => {
    const notes: string[] = [];
    await resolve(text, { offline, note: (line) => notes.push(line) });
    return notes;
  };
  /** Another byte anywhere, or less of the file. */
  const spoil = (file: string, next: (n: number) => number, i: number): void => {
    const bytes = readFileSync(file);
    if (i % 4 === 3) return writeFileSync(file, bytes.subarray(0, next(bytes.length)));
    bytes[next(bytes.length)]! ^= 1 << next(8);
    writeFileSync(file, bytes);
  };

  test('from the Hub and damaged anywhere comes again, or is one error without a network', async () => {
    const next = stream(21);
    const rounds = times(10, 120);
    await resolve('hf:o/r');
    const snapshot = at('hub/models--o--r/snapshots', hub.commit);
    const names = ['onnx/model.onnx', 'config.json', 'preprocessor_config.json'];
    const whole = names.map((name) => readFileSync(path.join(snapshot, name)));
    for (let i = 0; i < rounds; i++) {
      const file = path.join(snapshot, names[i % 3]!);
      spoil(realpathSync(file), next, i);
      await expect(resolve('hf:o/r', { offline: true })).rejects.toThrow(
        /should have .* forbids the network/,
      );
      expect(await noting('hf:o/r')).toEqual([expect.stringContaining('is fetched again')]);
      expect(readFileSync(file)).toEqual(whole[i % 3]);
    }
    expect(await noting('hf:o/r', true)).toEqual([]);
    tell({
      section: 'caches',
      what: 'a file of the Hub, damaged or cut off',
      tried: rounds,
      outcome: cached,
    });
  });

  test('from an address and damaged anywhere, note and record included, comes again', async () => {
    const next = stream(22);
    const rounds = times(12, 400);
    const url = `${hub.contents}/plain/net.onnx`;
    hub.plain.set('net.onnx', WEIGHTS);
    const { modelPath } = await resolve(url);
    let [refused, unharmed] = [0, 0];
    for (let i = 0; i < rounds; i++) {
      const record = path.join(at('cache/verified'), readdirSync(at('cache/verified'))[0]!);
      spoil([modelPath, `${modelPath}.info.json`, record][i % 3]!, next, i);
      const said = await resolve(url, { offline: true }).then(
        () => undefined,
        (error: Error) => error.message,
      );
      if (said === undefined) unharmed++;
      else {
        refused++;
        expect(said).toMatch(/net\.onnx" (?:has|is) .*forbids the network/);
        expect(await noting(url)).toEqual([expect.stringContaining('is fetched again')]);
      }
      // whatever was damaged, what is used is what came
      expect(readFileSync(modelPath).equals(WEIGHTS)).toBe(true);
    }
    expect(refused + unharmed).toBe(rounds);
    // a blank more or less in a note, a record that is hashed anew
    tell({
      section: 'caches',
      what: 'a file of an address, its note or its record, damaged or cut off',
      tried: rounds,
      outcome: `${refused} ${cached}; ${unharmed} noted anew, with the right file`,
    });
  });

  test('and what is noted of it, damaged anywhere, is asked for again or seen through', async () => {
    const next = stream(23);
    const rounds = times(12, 400);
    await resolve('hf:o/r');
    const tree = at('hub/models--o--r/trees', `${hub.commit}.json`);
    const branch = at('hub/models--o--r/refs/main');
    const description = JSON.stringify((await resolve('hf:o/r')).description);
    for (let i = 0; i < rounds; i++) {
      spoil([tree, branch][i % 2]!, next, i >> 1);
      const found = await resolve('hf:o/r');
      expect(JSON.stringify(found.description)).toBe(description);
      expect(readFileSync(found.modelPath).equals(WEIGHTS)).toBe(true);
    }
    tell({
      section: 'caches',
      what: "the Hub cache's list of files or branch, damaged or cut off",
      tried: rounds,
      outcome: 'asked for again where it matters, with the right files',
    });
  });
});

describe('one cache', () => {
  test('is filled by four processes at once, while its limit makes them delete what the others made', async () => {
    const run = promisify(execFile);
    const rounds = times(1, 4);
    let alone: string | undefined;
    for (let round = 0; round < rounds; round++) {
      const cache = newFolder();
      const faccent = async (limit: string, name: string) => {
        const out = path.join(cache, name);
        const args = ['accentuate', photo, '--class', '7', '--steps', '2', '--size', '64', '--views', '1'];
        const env = { ...process.env, FACCENT_CACHE: cache, FACCENT_CACHE_LIMIT: limit, NO_COLOR: '1' };
        await run(process.execPath, [command, ...args, '--threads', '1', '--out', out], { env });
        return (JSON.parse(readFileSync(path.join(out, 'recipe.json'), 'utf8')) as { results: unknown })
          .results;
      };
      // a limit that one graph fills, and one that holds all
      const limit = round % 2 ? '20MB' : '2GB';
      const results = await Promise.all(['a', 'b', 'c', 'd'].map((name) => faccent(limit, name)));
      const expected = (alone ??= JSON.stringify(await faccent('0', 'alone')));
      for (const result of results) expect(JSON.stringify(result)).toBe(expected);
      const left = readdirSync(path.join(cache, 'compiled'));
      expect(left.length).toBeGreaterThan(0);
      expect(left.filter((name) => !/^[0-9a-f]{64}\.onnx$/.test(name))).toEqual([]);
    }
    const outcome = 'the same to the bit, no error, nothing left over';
    tell({ section: 'caches', what: 'four processes on one cold cache', tried: 4 * rounds, outcome });
  }, 120_000);
});
