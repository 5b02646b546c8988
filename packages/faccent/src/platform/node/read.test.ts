// Devices and pipes under the name of a file are a message, at once; what a shell pipes in is read.
import { execFileSync } from 'node:child_process';
import { openSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../cli/testing/folder.js';
import { readBytes, readJson } from './read.js';

const work = temporaryFolder('read');
const at = (name: string): string => `${work}/${name}`;

test.skipIf(process.platform === 'win32')('what is no file', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  symlinkSync('/dev/zero', at('zero'));
  symlinkSync('loop', at('loop'));
  for (const [name, why] of [
    ['pipe', 'it is a pipe, not a file'],
    ['zero', 'it is a device, not a file'],
    ['.', 'it is a folder, not a file'],
    ['loop', 'its symbolic links lead in a circle'],
    ['gone', 'there is no such file'],
  ] as const) {
    await expect(readBytes(at(name), 'read the mask')).rejects.toThrow(
      `cannot read the mask "${at(name)}": ${why}`,
    );
    await expect(readJson(at(name))).rejects.toThrow(why);
  }
});

test('JSON of a gigabyte', async () => {
  writeFileSync(at('long.json'), '');
  truncateSync(at('long.json'), 2 ** 30);
  await expect(readJson(at('long.json'))).rejects.toThrow(/it has 1073741824 bytes, and at most/);
});

test.skipIf(process.platform === 'win32')('what a shell opened is read', async () => {
  writeFileSync(at('list'), 'a\nb');
  const opened = openSync(at('list'), 'r');
  expect(Buffer.from(await readBytes(`/dev/fd/${opened}`)).toString()).toBe('a\nb');
});
