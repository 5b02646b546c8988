// Proves that the docs' tables are what the declarations say today.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'faccent-reference-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('docs/reference.md is up to date (npm run docs:reference)', async () => {
  const file = path.join(folder, 'reference.md');
  execFileSync(process.execPath, [
    path.join(root, 'scripts/reference.mjs'),
    path.join(root, 'packages/faccent'),
    file,
  ]);
  const page = path.join(root, 'docs/reference.md');
  const made = await format(readFileSync(file, 'utf8'), {
    ...(await resolveConfig(page)),
    parser: 'markdown',
  });
  expect(readFileSync(page, 'utf8')).toBe(made);
});
