import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

test('docs/operators.md lists the operator table as it is', () => {
  const page = execFileSync(process.execPath, ['scripts/operators.js', '--print'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(readFileSync(`${root}docs/operators.md`, 'utf8')).toBe(page);
});
