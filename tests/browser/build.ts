import { fileURLToPath } from 'node:url';
import { type InlineConfig, build } from 'vite';

const source = (file: string): string => fileURLToPath(new URL(`../../packages/${file}`, import.meta.url));

/**
 * Bundles a page of page/ from the packages' sources.
 * @param folder where to
 * @param external what is left out of the bundle
 */
export async function buildPage(name: string, folder: string, external?: RegExp): Promise<void> {
  const config: InlineConfig = {
    configFile: false,
    root: fileURLToPath(new URL('page', import.meta.url)),
    logLevel: 'error',
    resolve: {
      alias: [
        { find: /^onnx-grad$/, replacement: source('onnx-grad/src/index.ts') },
        { find: /^faccent$/, replacement: source('faccent/src/index.ts') },
        { find: /^#platform$/, replacement: source('faccent/src/platform/browser.ts') },
      ],
    },
    worker: { format: 'es' },
    build: {
      ...{ outDir: folder, emptyOutDir: true, minify: false },
      rolldownOptions: { input: fileURLToPath(new URL(`page/${name}`, import.meta.url)), external },
    },
  };
  await build(config);
}
