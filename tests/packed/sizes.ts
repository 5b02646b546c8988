import { readFileSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';

/** Sizes that docs/dependencies.md states, in bytes by what has them. */
export function statedSizes(): ReadonlyMap<string, number> {
  const text = readFileSync(new URL('../../docs/dependencies.md', import.meta.url), 'utf8');
  const rows = text.matchAll(/^\| (.*?) +\| +([\d.]+) ([Mk])B/gm);
  return new Map(
    Array.from(rows, ([, what, size, unit]) => [what!, Number(size) * (unit === 'M' ? 1e6 : 1e3)]),
  );
}

/** Expects that docs/dependencies.md states a size to a tenth. @param measured in bytes */
export function expectStated(what: string, measured: number): void {
  const stated = statedSizes().get(what);
  expect(stated, `docs/dependencies.md says nothing of ${what}`).toBeDefined();
  expect(Math.abs(stated! / measured - 1), `${what}: ${measured} bytes, stated ${stated}`).toBeLessThan(0.1);
}

/** Bytes of the files in a folder and below. */
export async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await lstat(path.join(parentPath, name))).size),
  );
  return sizes.reduce((a, b) => a + b, 0);
}
