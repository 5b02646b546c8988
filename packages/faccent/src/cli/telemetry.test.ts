// Proves that a command leaves nothing of the runtime's behind: no identifier, no database, no log of what was run.
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { command } from './testing/command.js';
import { photo, tinyModel, workFolder } from './testing/folder.js';

const { at, names } = workFolder('telemetry');

test('the runtime reports nothing to its maker', async () => {
  for (const name of ['home', 'tmp']) mkdirSync(at(name));
  const { PATH } = process.env;
  const env = { PATH, HOME: at('home'), TMPDIR: at('tmp'), FACCENT_CACHE: at('cache') };
  const args = ['top', photo, '--model', tinyModel, '--input-size', '32x32', '--range', '0,1'];
  await promisify(execFile)(process.execPath, [command, ...args], { cwd: at(), env });
  expect(['home', 'tmp'].flatMap((name) => readdirSync(at(name)))).toEqual([]);
  expect(names()).toEqual(['home', 'tmp']);
});
