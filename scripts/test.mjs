// Lints, type-checks and runs the tests, at once: tests often wait for what they have started, and a core is free.
//   npm test [-- FILE...]
// With files only their tests run, and nothing is linted.
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const files = process.argv.slice(2);
const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');

const tests = end(spawn(process.execPath, [vitest, 'run', ...files], { cwd: root, stdio: 'inherit' }));
const lint = files.length ? { status: 0, said: '' } : await end(npm('run', '--silent', 'lint'));
process.stdout.write(lint.said);
const { status } = await tests;
// again, where it is seen
if (lint.status !== 0) console.error(`${lint.said}\nnpm run lint failed`);
process.exitCode = status || lint.status;

/** Under `npm run` npm_execpath is npm's own script: this Node runs it, which needs no shell anywhere. */
function npm(...args) {
  const script = process.env.npm_execpath;
  const own = script && /npm-cli\.[cm]?js$/.test(script);
  const [command, all] = own ? [process.execPath, [script, ...args]] : ['npm', args];
  return spawn(command, all, { cwd: root, stdio: 'pipe', shell: !own && process.platform === 'win32' });
}

/** @returns how a process ended, and what it said where it was not told to say it itself */
function end(child) {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? 1, said }));
  });
}
