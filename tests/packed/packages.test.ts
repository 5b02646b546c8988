// What is published is whole, holds nothing that no user needs, and says on an old Node.js which one it needs.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHIPPED } from '../../packages/faccent/src/models/shipped.js';
import { type Packed, pack } from './pack.js';
import { attempt, root, run, tool } from './run.js';
import { expectStated } from './sizes.js';

let folder: string;
let packages: Packed[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'faccent-packages-'));
  packages = await pack(folder);
});

afterAll(() => rm(folder, { recursive: true }));

test('two packages are published, under one version', () => {
  expect(packages.map(({ name }) => name).sort()).toEqual(['faccent', 'onnx-grad']);
  expect(new Set(packages.map(({ manifest }) => manifest.version)).size).toBe(1);
});

describe.each(['faccent', 'onnx-grad'])('%s', (name) => {
  let packed: Packed;
  beforeAll(() => void (packed = packages.find((p) => p.name === name)!));

  test('holds what its sources made, its papers and the networks, and nothing else', () => {
    const made = /^dist\/(.*?)(?:\.d\.ts|\.js)$/;
    const others = packed.files.filter((file) => !made.test(file));
    const papers = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];
    const network = ['LICENSE', 'MODEL_CARD.md', 'labels.txt', 'model.json', 'model.onnx'];
    const ofNetworks = SHIPPED.flatMap((one) => network.map((file) => `network/${one.name}/${file}`));
    const more = ['bin/faccent.js', ...ofNetworks, ...pageFiles('studio'), ...pageFiles('atlas')];
    expect(others.sort()).toEqual([...papers, ...(name === 'faccent' ? more : [])].sort());
    const sources = packed.files.flatMap((file) => made.exec(file)?.[1] ?? []);
    const orphans = sources.filter(
      (file) => !existsSync(path.join(root, 'packages', name, 'src', `${file}.ts`)),
    );
    expect(orphans, 'made of sources that are gone: npm run build').toEqual([]);
    expect(sources.filter((file) => /\.test$|(^|\/)(testing|fixtures)\//.test(file))).toEqual([]);
  });

  test('names no source map, since it has none', async () => {
    const scripts = packed.files.filter((file) => file.endsWith('.js'));
    const texts = await Promise.all(
      scripts.map((file) => readFile(path.join(root, 'packages', name, file), 'utf8')),
    );
    expect(scripts.filter((_, i) => texts[i]!.includes('\n//# sourceMappingURL'))).toEqual([]);
  });

  test('has every file that its package.json names', () => {
    const { exports, imports, bin } = packed.manifest;
    const named = [exports, imports, bin].flatMap(targets);
    expect(named.length).toBeGreaterThan(1);
    const missing = named.filter((target) => {
      const [start, end] = target.replace(/^\.\//, '').split('*') as [string, string?];
      return !packed.files.some((file) =>
        end === undefined ? file === start : file.startsWith(start) && file.endsWith(end),
      );
    });
    expect(missing).toEqual([]);
  });

  test('publint has nothing to say', async () => {
    const tarball = new Uint8Array(await readFile(packed.tarball)).buffer;
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  // What it calls esm-only leaves out what cannot be: `require`, and TypeScript's resolution of 2015.
  test('its types are right for every entry point, says attw', async () => {
    const excluded = name === 'faccent' ? ['--exclude-entrypoints', './network/*'] : [];
    const flags = ['--profile', 'esm-only', '--no-definitely-typed', '--no-color', '--no-emoji'];
    await run(tool('attw'), [packed.tarball, ...flags, ...excluded], { cwd: folder });
  });

  test('each of its dependencies has a line in docs/dependencies.md', () => {
    const page = readFileSync(path.join(root, 'docs/dependencies.md'), 'utf8');
    const rows = page.matchAll(new RegExp(`^\\| (.*?) +\\| ${name} +\\|`, 'gm'));
    const listed = Array.from(rows, ([, names]) => names!.replaceAll('`', '').split(', ')).flat();
    expect(listed.sort()).toEqual(Object.keys(packed.manifest.dependencies).sort());
  });

  test('is as large as docs/dependencies.md says', () => {
    expectStated(`\`${name}\``, packed.unpackedSize);
  });
});

test.each(SHIPPED)('$name has the licence that its card names, and the hash', ({ name, sha256 }) => {
  const read = (file: string): Buffer =>
    readFileSync(path.join(root, 'packages/faccent/network', name, file));
  expect(createHash('sha256').update(read('model.onnx')).digest('hex')).toBe(sha256);
  for (const said of [sha256, 'Apache-2.0']) expect(read('MODEL_CARD.md').toString()).toContain(said);
  expect(read('LICENSE').toString()).toMatch(/Apache License\s+Version 2\.0/);
});

// installed.test.ts asks old ones themselves
test.each(['20.18.3', '18.20.8', '9.11.2'])(
  'on Node.js %s the command says which it needs',
  async (version) => {
    const lie = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
    const command = path.join(root, 'packages/faccent/bin/faccent.js');
    const args = ['--import', `data:text/javascript,${encodeURIComponent(lie)}`, command, '--version'];
    const { manifest } = packages.find(({ name }) => name === 'faccent')!;
    const [, needed] = /^>=(.*)$/.exec(manifest.engines.node)!;
    expect(await attempt(process.execPath, args, { cwd: folder })).toEqual({
      ...{ code: 1, stdout: '' },
      stderr: `faccent needs Node.js ${needed} or newer; this is ${version}\n`,
    });
  },
);

/** A page, without what the package has already: networks, and the runtime that it depends on. */
function pageFiles(page: 'studio' | 'atlas'): string[] {
  const list = `${page}-files.json`;
  const file = path.join(root, 'packages/faccent', page, list);
  const names = Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object);
  expect(names.filter((name) => /\.(onnx|wasm)$/.test(name)).length).toBeGreaterThan(1);
  return [list, ...names.filter((name) => !/^(network|runtime)\//.test(name))].map(
    (name) => `${page}/${name}`,
  );
}

/** The files that a field of a package.json leads to. */
function targets(field: unknown): string[] {
  if (typeof field === 'string') return [field];
  return field && typeof field === 'object' ? Object.values(field).flatMap(targets) : [];
}
