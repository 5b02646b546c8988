// Proves that the docs name studies that exist, that each says what it makes, and that studies read public exports only.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { sourceFiles } from './sources.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const tracked = (...patterns: string[]): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter(Boolean);

const listed = execFileSync(process.execPath, [path.join(root, 'scripts/study.mjs')], { encoding: 'utf8' });
const names = Array.from(listed.matchAll(/^npm run study (\S+)$/gm), ([, name]) => name!);

const studies = sourceFiles(root)
  .map((file) => path.relative(root, file))
  .filter((file) => file.startsWith('studies/') && file.endsWith('.ts'));

describe('the studies', () => {
  test('are listed with what they do', () => {
    expect(names.length).toBeGreaterThan(8);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(listed).toMatch(new RegExp(`^npm run study ${name}\n {4}\\S`, 'm'));
  });

  test('are those that pages, comments and scripts name', () => {
    const files = tracked('*.md', '*.ts', '*.mjs', '*.py').filter((file) => file !== 'tests/studies.test.ts');
    const named = files.flatMap((file) =>
      Array.from(read(file).matchAll(/npm run study ([a-z][a-z-]*)/g), ([, name]) => ({ file, name: name! })),
    );
    expect(named.length).toBeGreaterThan(names.length);
    expect(named.filter(({ name }) => !names.includes(name))).toEqual([]);
  });

  test('of which no page names a program that is not there', () => {
    const programs = tracked('*.md').flatMap((file) =>
      Array.from(read(file).matchAll(/\bstudies\/[\w/-]+\.(?:py|ts)\b/g), ([program]) => program),
    );
    expect(programs.length).toBeGreaterThan(2);
    expect(programs.filter((program) => !tracked(program).length)).toEqual([]);
  });

  test('import nothing of the packages but what they export', () => {
    const imports = studies.flatMap((file) =>
      Array.from(read(file).matchAll(/\b(?:from|import) '([^']+)'/g), ([, from]) => ({ file, from: from! })),
    );
    expect(imports.length).toBeGreaterThan(100);
    const inside = (file: string, from: string): boolean =>
      path.posix.normalize(path.posix.join(path.posix.dirname(file), from)).startsWith('studies/');
    const odd = imports.filter(({ file, from }) =>
      from.startsWith('.') ? !inside(file, from) : /^(?:faccent|onnx-grad)\//.test(from),
    );
    expect(odd).toEqual([]);
  });
});
