import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Within the repository, so that packages are found from there; as deep as this folder, from which files are found. */
const usual = path.join(root, `node_modules/.cache/mutants-${process.pid}`);

/** Makes the child process's program of its TypeScript; the packages are those that are built. @returns its file */
export async function buildWorker(folder = usual): Promise<string> {
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [
      {
        name: 'built packages',
        enforce: 'pre',
        resolveId(id, importer) {
          if (id === 'faccent' || id === 'onnx-grad') return { id, external: true };
          if (!importer || !id.startsWith('.')) return undefined;
          const file = path.resolve(path.dirname(importer), id);
          if (file.includes('/testing/')) return undefined;
          const built = file.replace(/(packages[/\\][\w-]+[/\\])src([/\\])/, '$1dist$2');
          return built === file ? undefined : { id: pathToFileURL(built).href, external: true };
        },
      },
    ],
    build: {
      ...{ ssr: path.join(root, 'tests/faults/mutants/worker.ts'), outDir: folder, emptyOutDir: true },
      ...{ minify: false, target: 'node20' },
      rolldownOptions: { output: { entryFileNames: 'worker.mjs' } },
    },
  });
  return path.join(folder, 'worker.mjs');
}
