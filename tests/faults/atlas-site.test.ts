// A site of an atlas whose writer is killed at any moment: what is there leads to what is there, and written again it is whole.
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AtlasSite, SiteChunk, SiteList } from 'faccent';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { command, oneProcess } from '../../packages/faccent/src/cli/testing/command.js';
import { tell, times } from './faults.js';

const work = mkdtempSync(path.join(tmpdir(), 'faccent-atlas-site-faults-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const at = (...names: string[]): string => path.join(work, ...names);
const inProject = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

/** What is not killed. */
const runHere = oneProcess();
const faccent = async (...args: string[]): Promise<void> => {
  const { status, stderr } = await runHere(work, ['atlas', ...args, '--quiet']);
  expect(stderr).toBe('');
  expect(status).toBe(0);
};
const write = (site: string): Promise<void> => faccent('site', 'plan', '--out', site);

/** What a page may ask for, by its path; not what tells the writer what it wrote before. */
function filesIn(site: string): Map<string, string> {
  const entries = readdirSync(at(site), { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile() && entry.name !== 'former.json')
      .map((entry) => {
        const file = path.join(entry.parentPath, entry.name);
        return [path.relative(at(site), file), readFileSync(file).toString('base64')];
      }),
  );
}

/** Files that a site leads to, and has not. */
function missingIn(site: string): string[] {
  const read = <T>(file: string): T => JSON.parse(readFileSync(at(site, file), 'utf8')) as T;
  if (!existsSync(at(site, 'data/atlas.json'))) return [];
  const { layers, photographs } = read<AtlasSite>('data/atlas.json');
  const lists = [...layers, photographs].map(({ file }) => file);
  const chunks = lists
    .filter((file) => existsSync(at(site, file)))
    .flatMap((file) => read<SiteList>(file).chunks);
  const seen = chunks
    .filter((file) => existsSync(at(site, file)))
    .flatMap((file) => {
      const { sheets, results } = read<SiteChunk>(file);
      const pictures = results.map(({ id, state }) =>
        state === 'done' ? `results/${id}/accentuated.png` : `jobs/${id}.json`,
      );
      return [...sheets, ...pictures];
    });
  return [...lists, ...chunks, ...seen].filter((file) => !existsSync(at(site, file)));
}

beforeAll(async () => {
  const plan = ['plan', '--model', inProject('packages/faccent/src/fixtures/tiny.onnx'), '--range', '0,1'];
  const small = ['--steps', '2', '--views', '1', '--size', '40', '--out', 'plan'];
  const photos = ['--photos', inProject('examples/photos')];
  await faccent(...plan, '--layers', 'conv2:0-1', ...photos, ...small);
  await faccent('work', 'plan');
  await write('before');
  await faccent(...plan, '--layers', 'conv2:0-3', ...photos, ...small);
  await faccent('work', 'plan', '--shard', '1/2');
  await write('whole');
}, 60_000);

test('killed while it is written, or written over an older one', async () => {
  const expected = filesIn('whole');
  const kills = times(4, 40);
  for (let i = 0; i < kills; i++) {
    rmSync(at('site'), { recursive: true, force: true });
    if (i % 2) cpSync(at('before'), at('site'), { recursive: true });
    const writer = spawn(process.execPath, [command, 'atlas', 'site', 'plan', '--out', 'site', '--quiet'], {
      cwd: work,
    });
    const ended = new Promise((resolve) => writer.on('exit', resolve));
    setTimeout(() => writer.kill('SIGKILL'), 250 + (900 * (i + 0.5)) / kills);
    await ended;
    if (existsSync(at('site'))) expect(missingIn('site')).toEqual([]);
    await write('site');
    // what only an older page knows may still be there
    const after = filesIn('site');
    for (const [name, bytes] of expected) expect(after.get(name) === bytes, name).toBe(true);
    expect(missingIn('site')).toEqual([]);
  }
  tell({
    ...{
      section: 'folders',
      what: 'the site of an atlas, killed while it is written, new or over an older one',
    },
    ...{ tried: kills, outcome: 'all it leads to is there; written again, the same to the byte' },
  });
}, 240_000);
