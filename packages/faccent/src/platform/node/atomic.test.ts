// Proves that results are written whole or not at all, that none of another run is left beside them, and that what a
// killed process left is swept away.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../cli/testing/folder.js';
import { openFolder, writeWhole } from './atomic.js';

const work = temporaryFolder('atomic');
const at = (...names: string[]): string => path.join(work, ...names);

test('results replace those of an earlier run, and nothing else', async () => {
  mkdirSync(at('run', 'report.html'), { recursive: true });
  for (const name of ['a.png', 'b.png', 'mine.txt']) writeFileSync(at('run', name), 'old');
  const output = await openFolder(at('run'));
  await output.write(new Map([['a.png', 'new']]), (name) => /\.(png|html)$/.test(name));
  await output.close();
  expect(readdirSync(at('run')).sort()).toEqual(['a.png', 'mine.txt', 'report.html']);
  expect(readFileSync(at('run', 'a.png'), 'utf8')).toBe('new');
});

test('where one file cannot be written none is, and the old ones stay', async () => {
  mkdirSync(at('part'));
  writeFileSync(at('part', 'a.png'), 'old');
  writeFileSync(at('part', 'b.png'), 'old');
  const output = await openFolder(at('part'));
  const files = new Map([
    ['a.png', 'new'],
    ['missing/c.png', 'new'],
  ]);
  await expect(output.write(files, () => true)).rejects.toThrow(/cannot write to the folder ".*part"/);
  await output.close();
  expect(readdirSync(at('part')).sort()).toEqual(['a.png', 'b.png']);
  expect(readFileSync(at('part', 'a.png'), 'utf8')).toBe('old');
});

test('what a killed process left half-written goes; what a living one writes, and everything else, stays', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  mkdirSync(at('swept'));
  const names = ['.a.png.1.tmp', '.notes.tmp', `.${process.pid}.tmp.txt`, `.x.${process.ppid}.tmp-0123abcd`];
  for (const name of [...names, `.a.png.${pid}.tmp`, `.b.${pid}.tmp-0123abcd`])
    writeFileSync(at('swept', name), '');
  await (await openFolder(at('swept'))).close();
  expect(readdirSync(at('swept')).sort()).toEqual([...names].sort());
});

test('folders that were made for nothing go again', async () => {
  const output = await openFolder(at('new', 'and', 'deep'));
  await output.abandon();
  expect(readdirSync(work)).not.toContain('new');
});

test('a file that cannot be written leaves nothing', async () => {
  mkdirSync(at('taken', 'file'), { recursive: true });
  await expect(writeWhole(at('taken', 'file'), 'text')).rejects.toThrow(/cannot write ".*file"/);
  expect(readdirSync(at('taken'))).toEqual(['file']);
});
