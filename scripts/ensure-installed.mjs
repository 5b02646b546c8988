// Runs `npm ci` when node_modules is missing or older than package-lock.json. Node built-ins only,
// because it runs on a clone that has nothing installed yet.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

function modifiedAt(file) {
  return statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs;
}

const installed = modifiedAt('node_modules/.package-lock.json');
const locked = modifiedAt('package-lock.json');

if (installed === undefined || (locked !== undefined && installed < locked)) {
  const args = ['ci', '--no-audit', '--no-fund'];
  const options = { cwd: root, stdio: 'inherit' };
  // Under `npm run`, npm_execpath is npm's own script: run it with this Node, which needs no shell anywhere.
  // Otherwise npm is on PATH, and on Windows it is npm.cmd, which only a shell can start.
  const npmScript = process.env.npm_execpath;
  const result =
    npmScript && /npm-cli\.[cm]?js$/.test(npmScript)
      ? spawnSync(process.execPath, [npmScript, ...args], options)
      : process.platform === 'win32'
        ? spawnSync(`npm ${args.join(' ')}`, { ...options, shell: true })
        : spawnSync('npm', args, options);
  if (result.error) {
    console.error(`Could not run npm: ${result.error.message}`);
  }
  process.exit(result.status ?? 1);
}
