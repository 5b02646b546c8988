// Removes from each package's dist/ what the compiler has not made of the sources that there are: of a file that was moved
// it leaves what it made before, and that would be published. `npm run build` runs this last.
//   node scripts/prune.mjs [FOLDER OF PACKAGES]
import { existsSync, readFileSync, readdirSync, rmSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = process.argv[2] ?? path.join(path.dirname(fileURLToPath(import.meta.url)), '../packages');
/** Where the compiler notes what it has compiled. */
const NOTES = 'lib.tsbuildinfo';

for (const name of readdirSync(packages)) {
  const dist = path.join(packages, name, 'dist');
  if (!existsSync(path.join(dist, NOTES))) continue;
  const { fileNames } = JSON.parse(readFileSync(path.join(dist, NOTES), 'utf8'));
  const made = fileNames
    .filter((file) => file.startsWith('../src/'))
    .map((file) => file.slice('../src/'.length).replace(/\.ts$/, ''));
  const kept = new Set([NOTES, ...made.flatMap((file) => [`${file}.js`, `${file}.d.ts`])]);
  prune(dist, '');

  /** @returns whether anything is left of the folder */
  function prune(folder, inside) {
    let left = false;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const [file, relative] = [path.join(folder, entry.name), `${inside}${entry.name}`];
      if (entry.isDirectory() ? prune(file, `${relative}/`) : kept.has(relative)) left = true;
      else if (!entry.isDirectory()) rmSync(file);
    }
    if (!left) rmdirSync(folder);
    return left;
  }
}
