import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { minify } from 'terser';
import type { Plugin } from 'vite';

/** Smaller files have too little to gain. */
const WORTH = 10_000;

/**
 * Makes the built scripts smaller once more: what Vite's own minifier leaves is a hundredth more, and the first load has a
 * bound. Runtimes come as their makers have them.
 */
export function smaller(): Plugin {
  let folder: string;
  return {
    name: 'studio-smaller',
    apply: 'build',
    configResolved: ({ root, build: { outDir } }) => void (folder = path.resolve(root, outDir, 'assets')),
    // before the list of files and their hashes is made
    closeBundle: {
      sequential: true,
      async handler(error?: Error) {
        if (error) return;
        for (const name of await readdir(folder)) {
          if (!name.endsWith('.js') || name.startsWith('ort.')) continue;
          const file = path.join(folder, name);
          const before = await readFile(file, 'utf8');
          if (before.length < WORTH) continue;
          const { code } = await minify(before, { module: true, compress: { passes: 2 } });
          if (code !== undefined && code.length < before.length) await writeFile(file, code);
        }
      },
    },
  };
}
