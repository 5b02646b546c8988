import path from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { BuildOptions, UserConfig } from 'vite';
import { ISOLATION } from '../src/service-worker/isolated.js';
import { assetName } from './asset-names.js';
import { serviceWorker } from './service-worker.js';
import { smaller } from './smaller.js';

const bundling = {
  output: {
    assetFileNames: assetName,
    // what is loaded at once is one script: parts that later scripts share are imported from it, for less than parting it
    codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] },
  },
  checks: { pluginTimings: false },
} satisfies BuildOptions['rolldownOptions'];

const STUDIO = path.join(import.meta.dirname, '..');

/** What differs between the pages that are built here. */
export interface PageOptions {
  /** What it is called: of its list of files. */
  readonly name: string;
  /** The folder of its `index.html`, and what it is built to, from this workspace. */
  readonly root: string;
  readonly outDir: string;
  /** Files that belong to it as they are. */
  readonly publicDir?: string;
  /** Whether the networks that ship come with it. */
  readonly networks: boolean;
}

/** How a page is built. */
export const configOf = ({ name, root, outDir, publicDir, networks }: PageOptions): UserConfig => ({
  root: path.join(STUDIO, root),
  // every address is relative: the built folder works from any path of any host
  base: './',
  publicDir: publicDir === undefined ? false : path.join(STUDIO, publicDir),
  plugins: [svelte(), smaller(), serviceWorker({ list: `${name}-files.json`, networks })],
  worker: { format: 'es', rolldownOptions: bundling },
  server: { headers: ISOLATION },
  preview: { headers: ISOLATION },
  build: {
    target: 'es2022',
    // browsers without it have no workers of modules
    modulePreload: { polyfill: false },
    outDir: path.join(STUDIO, outDir),
    emptyOutDir: true,
    // a network and a runtime are files of their own, never text within a script
    assetsInlineLimit: 4096,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: bundling,
  },
});
