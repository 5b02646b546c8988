// Releases both packages under one version.
//   npm run release -- VERSION [--publish]
// Refuses a working tree with changes, a version that is not the next, one without an entry in the changelogs, and failing
// tests. What it refuses it leaves as it was.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
/** In the order in which they are published: the second needs the first. */
const PACKAGES = ['onnx-grad', 'faccent'];
const VERSION = /^(\d+)\.(\d+)\.(\d+)(?:-([\w.]+))?$/;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { publish: { type: 'boolean', default: false } },
});
const [version = ''] = positionals;

function refuse(why) {
  console.error(`not released: ${why}`);
  process.exit(1);
}

const inFolder = (name) => path.join(root, name);
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const npm = (...args) => {
  // in CI nothing is skipped that a machine may lack: Chromium, the other versions of Node.js
  const env = { ...process.env, CI: '1' };
  return spawnSync('npm', args, { cwd: root, env, stdio: 'inherit', shell: process.platform === 'win32' })
    .status;
};

/** Whether a version is older than another. One that is not final is older than the one that is. */
function isOlder(a, b) {
  const [[, ...x], [, ...y]] = [VERSION.exec(a), VERSION.exec(b)];
  for (const i of [0, 1, 2]) if (x[i] !== y[i]) return Number(x[i]) < Number(y[i]);
  return x[3] !== y[3] && y[3] === undefined;
}

if (!VERSION.test(version)) refuse('say the version, like `npm run release -- 0.3.0`');
if (git('status', '--porcelain')) refuse('the working tree has changes: commit them first');
if (git('tag', '--list', `v${version}`))
  refuse(`there is a tag v${version} already: choose the next version`);
const current = JSON.parse(readFileSync(inFolder('package.json'), 'utf8')).version;
if (isOlder(version, current)) refuse(`${version} is older than ${current}, which package.json has`);
for (const name of PACKAGES) {
  const log = readFileSync(inFolder(`packages/${name}/CHANGELOG.md`), 'utf8');
  const entry = new RegExp(`^## ${version.replaceAll('.', '\\.')}\\n+(?!## )\\S`, 'm');
  if (!entry.test(log))
    refuse(`packages/${name}/CHANGELOG.md has no entry "## ${version}": write what changed`);
}

for (const name of ['package.json', ...PACKAGES.map((folder) => `packages/${folder}/package.json`)]) {
  const text = readFileSync(inFolder(name), 'utf8')
    .replace(/"version": "[^"]*"/, `"version": "${version}"`)
    // each is published with the other as it is now
    .replace(/"onnx-grad": "[^"]*"/, `"onnx-grad": "${version}"`);
  writeFileSync(inFolder(name), text);
}
const citation = inFolder('CITATION.cff');
writeFileSync(citation, readFileSync(citation, 'utf8').replace(/^version: .*/m, `version: ${version}`));
/** Puts the files back as they were: there were no changes. */
function undo(why) {
  git('checkout', '--', '.');
  refuse(why);
}
if (npm('install', '--package-lock-only', '--no-audit', '--no-fund') !== 0)
  undo('the lock file could not be written');
// published is what these sources make, and nothing that earlier ones have made
for (const made of [
  ...PACKAGES.map((name) => `packages/${name}/dist`),
  ...['studio', 'atlas'].map((page) => `packages/faccent/${page}`),
])
  rmSync(inFolder(made), { recursive: true, force: true });
if (npm('test') !== 0) undo('tests fail');

if (git('status', '--porcelain')) git('commit', '--quiet', '--all', '--message', `Version ${version}`);
git('tag', `v${version}`);
console.log(`tagged v${version}; push it with: git push && git push --tags`);
if (values.publish)
  for (const name of PACKAGES)
    if (npm('publish', '--workspace', `packages/${name}`) !== 0) refuse(`${name} could not be published`);
