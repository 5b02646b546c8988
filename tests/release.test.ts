// The release script refuses what must not be released and leaves it as it was; what it releases has its version everywhere.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../scripts/release.mjs', import.meta.url));
let folder: string;

const at = (file: string): string => path.join(folder, file);
const read = (file: string): string => readFileSync(at(file), 'utf8');
const write = (file: string, text: string): void => writeFileSync(at(file), text);
const writeJson = (file: string, value: unknown): void => write(file, `${JSON.stringify(value, null, 2)}\n`);
const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();

/** Commits everything. */
function commit(): void {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'test');
}

/** Runs the script. @returns its status, and what it said against it */
function release(...args: string[]): { status: number | null; said: string } {
  const options = { cwd: folder, encoding: 'utf8' } as const;
  const { status, stderr } = spawnSync(process.execPath, ['scripts/release.mjs', ...args], options);
  return { status, said: stderr.split('\n').find((line) => line.startsWith('not released')) ?? '' };
}

/** A workspace like this one, of version 0.2.0, with nothing in it. */
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'faccent-release-'));
  mkdirSync(at('scripts'));
  cpSync(script, at('scripts/release.mjs'));
  const test = `node -e "require('fs').writeFileSync('tested', process.env.CI)"`;
  writeJson('package.json', {
    ...{ name: 'workspace', version: '0.2.0', private: true, workspaces: ['packages/*'], scripts: { test } },
  });
  for (const name of ['onnx-grad', 'faccent']) {
    mkdirSync(at(`packages/${name}/dist`), { recursive: true });
    const dependencies = name === 'faccent' ? { 'onnx-grad': '0.2.0' } : {};
    writeJson(`packages/${name}/package.json`, { name, version: '0.2.0', dependencies });
    write('CITATION.cff', 'cff-version: 1.2.0\nversion: 0.2.0\n');
    write(`packages/${name}/CHANGELOG.md`, '# Changelog\n\n## 0.3.0\n\nNews\n\n## 0.2.0\n\nNews\n');
    write(`packages/${name}/dist/old.js`, '');
  }
  write('.gitignore', 'dist\nnode_modules\ntested\n');
  git('init', '--quiet');
  git('config', 'user.name', 'test');
  git('config', 'user.email', 'test@example.org');
  execFileSync('npm', ['install', '--package-lock-only', '--offline', '--ignore-scripts'], {
    ...{ cwd: folder, shell: process.platform === 'win32' },
  });
  commit();
});

afterEach(() => rmSync(folder, { recursive: true, maxRetries: 3 }));

/** Expects a refusal that changes nothing. */
function expectRefusal(args: string[], said: RegExp): void {
  const before = git('status', '--porcelain') + git('log', '--oneline');
  expect(release(...args)).toEqual({ status: 1, said: expect.stringMatching(said) as string });
  expect(git('status', '--porcelain') + git('log', '--oneline')).toBe(before);
  expect(git('tag')).toBe('');
}

test('a release is tested whole, tagged, and has its version everywhere', () => {
  expect(release('0.3.0')).toEqual({ status: 0, said: '' });
  expect(git('tag')).toBe('v0.3.0');
  expect(git('status', '--porcelain')).toBe('');
  expect(read('CITATION.cff')).toBe('cff-version: 1.2.0\nversion: 0.3.0\n');
  const versions = ['package.json', 'packages/onnx-grad/package.json', 'packages/faccent/package.json'];
  for (const file of versions) expect(JSON.parse(read(file))).toMatchObject({ version: '0.3.0' });
  expect(JSON.parse(read('packages/faccent/package.json'))).toMatchObject({
    dependencies: { 'onnx-grad': '0.3.0' },
  });
  expect(JSON.parse(read('package-lock.json'))).toMatchObject({
    packages: { 'packages/faccent': { version: '0.3.0', dependencies: { 'onnx-grad': '0.3.0' } } },
  });
  expect(read('tested')).toBe('1');
  // of earlier sources
  expect(() => read('packages/faccent/dist/old.js')).toThrow('no such file');
  // a version has one release
  expect(release('0.3.0')).toEqual({
    status: 1,
    said: 'not released: there is a tag v0.3.0 already: choose the next version',
  });
});

test('the version that is there may be released', () => {
  expect(release('0.2.0')).toEqual({ status: 0, said: '' });
  expect(git('tag')).toBe('v0.2.0');
  expect(git('log', '--oneline').split('\n').length).toBe(1);
});

test('refused: no version, or an older one', () => {
  expectRefusal([], /say the version/);
  expectRefusal(['next'], /say the version/);
  expectRefusal(['0.1.9'], /0\.1\.9 is older than 0\.2\.0/);
  expectRefusal(['0.2.0-rc.1'], /0\.2\.0-rc\.1 is older than 0\.2\.0/);
});

test('refused: a working tree with changes', () => {
  write('note.txt', '');
  expectRefusal(['0.3.0'], /the working tree has changes/);
});

test('refused: a version without an entry in a changelog, or with an empty one', () => {
  expectRefusal(['0.4.0'], /packages\/onnx-grad\/CHANGELOG\.md has no entry "## 0\.4\.0"/);
  write('packages/faccent/CHANGELOG.md', '# Changelog\n\n## 0.3.0\n\n## 0.2.0\n\nNews\n');
  commit();
  expectRefusal(['0.3.0'], /packages\/faccent\/CHANGELOG\.md has no entry "## 0\.3\.0"/);
});

test('refused: failing tests', () => {
  write('package.json', read('package.json').replace(/"test": ".*"/, '"test": "exit 3"'));
  commit();
  expectRefusal(['0.3.0'], /tests fail/);
});

test('the citation of this project has its version', () => {
  const here = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  const { version } = JSON.parse(here('package.json')) as { version: string };
  const cited = parse(here('CITATION.cff')) as Record<string, unknown>;
  expect(cited).toMatchObject({ 'cff-version': '1.2.0', title: 'faccent', version, type: 'software' });
});
