// Releases both packages under one version.
//   npm run release -- VERSION [--publish]
// Refuses a dirty working tree, a version that is not next, one without a changelog entry, and failing tests.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root =
  process.env.FACCENT_RELEASE_ROOT ?? path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const PACKAGES = ['onnx-grad', 'faccent'];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { publish: { type: 'boolean', default: false } },
});

function refuse(why) {
  console.error(`not released: ${why}`);
  process.exit(1);
}

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const npm = (...args) =>
  spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' }).status;

const [version] = positionals;
if (!/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version ?? ''))
  refuse('say the version, like `npm run release -- 0.3.0`');
if (git('status', '--porcelain')) refuse('the working tree has changes: commit them first');
if (git('tag', '--list', `v${version}`))
  refuse(`there is a tag v${version} already: choose the next version`);
for (const name of PACKAGES) {
  const log = readFileSync(path.join(root, 'packages', name, 'CHANGELOG.md'), 'utf8');
  const entry = new RegExp(`^## ${version.replaceAll('.', '\\.')}\\n+(?!## )\\S`, 'm');
  if (!entry.test(log))
    refuse(`packages/${name}/CHANGELOG.md has no entry "## ${version}": write what changed`);
}

const manifests = ['package.json', ...PACKAGES.map((name) => `packages/${name}/package.json`)];
const before = manifests.map((name) => readFileSync(path.join(root, name), 'utf8'));
/** Puts the files back as they were, and refuses. */
function undo(why) {
  git('checkout', '--', '.');
  refuse(why);
}
manifests.forEach((name, i) => {
  const text = before[i]
    .replace(/"version": "[^"]*"/, `"version": "${version}"`)
    // each is published with the other as it is now
    .replace(/"onnx-grad": "[^"]*"/, `"onnx-grad": "${version}"`);
  writeFileSync(path.join(root, name), text);
});
if (npm('install', '--package-lock-only', '--no-audit', '--no-fund') !== 0)
  undo('the lock file could not be written');
if (npm('test') !== 0) undo('tests fail');

if (git('status', '--porcelain')) git('commit', '--quiet', '--all', '--message', `Version ${version}`);
git('tag', `v${version}`);
console.log(`tagged v${version}; push it with: git push --follow-tags`);
if (values.publish)
  for (const name of PACKAGES)
    if (npm('publish', '--workspace', `packages/${name}`) !== 0) refuse(`${name} could not be published`);
