import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { operatorsPage } from '../scripts/operators.js';

test('docs/operators.md lists the operator table as it is', () => {
  expect(readFileSync(new URL('../docs/operators.md', import.meta.url), 'utf8')).toBe(operatorsPage());
});
