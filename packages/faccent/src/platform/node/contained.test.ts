// Files that other files name are read as regular files alone, within their folder, and as far as a limit.
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../cli/testing/folder.js';
import { readRegular, realFolders } from './contained.js';

const work = temporaryFolder('contained');
const at = (name: string): string => `${work}/${name}`;
mkdirSync(at('own'));
mkdirSync(at('own2'));
for (const name of ['own/file', 'own2/file', 'file']) writeFileSync(at(name), name);
symlinkSync('../file', at('own/link'));
symlinkSync('file', at('own/within'));
const within = async (): Promise<string[]> => realFolders([at('own'), at('none')]);

test('within its folder, links followed', async () => {
  for (const name of ['own/file', 'own/within', 'own2/../own/file']) {
    const found = await readRegular(at(name), { within });
    expect(Buffer.from(found!.bytes).toString()).toBe('own/file');
    expect(found!.real).toBe(await realpath(at('own/file')));
  }
  for (const name of ['own2/file', 'file', 'own/link', 'own/../file', '/etc/hostname'])
    await expect(readRegular(name.startsWith('/') ? name : at(name), { within })).rejects.toThrow(/refused/);
});

test('what is no file, too large, or not there', async () => {
  await expect(readRegular(at('own'))).rejects.toThrow(/is a folder, not a file/);
  await expect(readRegular('/dev/null')).rejects.toThrow(/is a device, not a file/);
  await expect(readRegular(at('file'), { limit: 3 })).rejects.toThrow(/has 4 bytes; faccent reads at most 3/);
  expect(await readRegular(at('gone'))).toBeUndefined();
  expect(await readRegular(at('own'), { absent: ['EISDIR'] })).toBeUndefined();
  await expect(readRegular(at('file/x'))).rejects.toThrow(/a part of the path is a file/);
  await expect(readRegular(at('a\0b'))).rejects.toThrow(/cannot read/);
});

test('what is exchanged between the look and the reading', async () => {
  const exchanged = async (): Promise<string[]> => {
    const folders = await within();
    renameSync(at('own'), at('was'));
    symlinkSync('own2', at('own'));
    return folders;
  };
  await expect(readRegular(at('own/file'), { within: exchanged })).rejects.toThrow(
    /refused|there is no such/,
  );
});
