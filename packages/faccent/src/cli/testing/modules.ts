import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { command } from './command.js';

/** Runs in a thread of its own, and writes down what is imported. */
const HOOKS = `
import { appendFileSync } from 'node:fs';
let file;
export const initialize = (given) => { file = given; };
export const load = (url, context, next) => {
  appendFileSync(file, url + '\\n');
  return next(url, context);
};`;

/** Adds what is required, native libraries among it. */
const PRELOAD = (file: string): string => `
import { appendFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';
const file = ${JSON.stringify(file)};
register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(HOOKS)}`)}, { data: file });
const { cache } = createRequire(${JSON.stringify(import.meta.url)});
process.on('exit', () => {
  for (const name of Object.keys(cache)) appendFileSync(file, pathToFileURL(name) + '\\n');
});`;

/**
 * What a command loads besides what is built into Node.js, as addresses of files.
 * @param at a path in a folder of the test
 */
export async function modulesOf(at: (name: string) => string, args: readonly string[]): Promise<string[]> {
  const [list, preload] = [at('modules.txt'), at('preload.mjs')];
  writeFileSync(list, '');
  writeFileSync(preload, PRELOAD(list));
  await promisify(execFile)(process.execPath, ['--import', pathToFileURL(preload).href, command, ...args]);
  return [...new Set(readFileSync(list, 'utf8').split('\n'))].filter((url) => url.startsWith('file:'));
}
