import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { assetName } from './build/asset-names.js';
import { serviceWorker } from './build/service-worker.js';
import { ISOLATION } from './src/service-worker/isolated.js';

const bundling = { output: { assetFileNames: assetName }, checks: { pluginTimings: false } };

export default defineConfig({
  // every address is relative: the built folder works from any path of any host
  base: './',
  plugins: [svelte(), serviceWorker()],
  worker: { format: 'es', rolldownOptions: bundling },
  server: { headers: ISOLATION },
  preview: { headers: ISOLATION },
  build: {
    target: 'es2022',
    // browsers without it have no workers of modules
    modulePreload: { polyfill: false },
    outDir: 'dist',
    emptyOutDir: true,
    // a network and a runtime are files of their own, never text within a script
    assetsInlineLimit: 4096,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: bundling,
  },
});
