import { createHash } from 'node:crypto';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Plugin, type Rolldown, build } from 'vite';

const SOURCE = path.join(import.meta.dirname, '../src/service-worker/service-worker.ts');

/** Hashes of the files in a folder and below, in hexadecimals, by their paths from it. */
async function hashes(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const found = files.sort().map(async (file) => {
    const sha256 = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    return [path.relative(folder, file).replaceAll(path.sep, '/'), sha256] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

/**
 * Writes the service worker into a built folder, which keeps what is there by now, and the list of all that is there.
 * @param list what the list is called
 */
export async function writeServiceWorker(folder: string, list: string): Promise<void> {
  const files = await hashes(folder);
  const { output } = (await build({
    ...{ configFile: false, logLevel: 'error', publicDir: false },
    define: { __FILES__: JSON.stringify(files) },
    build: {
      ...{ write: false, target: 'es2022', modulePreload: false },
      rolldownOptions: { input: SOURCE, output: { format: 'iife' } },
    },
  })) as Rolldown.RolldownOutput;
  const { code } = output[0];
  const sha256 = createHash('sha256').update(code).digest('hex');
  await writeFile(path.join(folder, 'service-worker.js'), code);
  await writeFile(
    path.join(folder, list),
    `${JSON.stringify({ ...files, 'service-worker.js': sha256 }, undefined, 1)}\n`,
  );
}

/** What of a page's files is kept, and where they are listed. */
export interface ServiceWorkerOptions {
  /** The list of the built folder's files with their hashes, for whoever copies or serves it. */
  readonly list: string;
  /** Whether the networks that ship stay in the folder: the worker's code names them, whether they are wanted or not. */
  readonly networks: boolean;
}

/** Writes the service worker into the built folder, and the list of all that is there. */
export function serviceWorker({ list, networks }: ServiceWorkerOptions): Plugin {
  let folder: string;
  return {
    name: 'studio-service-worker',
    apply: 'build',
    configResolved: ({ root, build: { outDir } }) => void (folder = path.resolve(root, outDir)),
    // what is in public/ and what workers need is there as well by now
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler(error?: Error) {
        if (error) return;
        if (!networks) await rm(path.join(folder, 'network'), { recursive: true, force: true });
        await writeServiceWorker(folder, list);
      },
    },
  };
}
