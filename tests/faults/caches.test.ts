// Damaged caches: every entry is checked before it is used, made again where it is not what it was, and shared.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { command } from '../../packages/faccent/src/cli/testing/command.js';
import { photo, temporaryFolder } from '../../packages/faccent/src/cli/testing/folder.js';
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

describe('one cache', () => {
  test('is filled by four processes at once, while its limit makes them delete what the others made', async () => {
    const run = promisify(execFile);
    const rounds = times(1, 6);
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
