// Makes the first pictures with the network that ships: a cat that leans towards a leopard, a cup of coffee towards a
// pizza. From a fresh clone, with what installs and builds before it, two minutes at most on two cores.
//
//   npm run quickstart
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** Photographs of examples/photos, and a class that each does not show. */
const PAIRS = [
  ['chelsea.png', 'leopard'],
  ['coffee.png', 'pizza'],
];

for (const [photograph, target] of PAIRS) {
  const out = `accentuated/${path.parse(photograph).name}-${target}`;
  const { status } = spawnSync(
    process.execPath,
    [
      ...['packages/faccent/bin/faccent.js', 'accentuate', `examples/photos/${photograph}`],
      ...['--class', target, '--out', out],
    ],
    { cwd: root, stdio: 'inherit' },
  );
  if (status !== 0) process.exit(status ?? 1);
}
