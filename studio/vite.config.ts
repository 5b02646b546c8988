import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** Threads of WASM share memory, which browsers allow to a page of these headers alone. */
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

export default defineConfig({
  // every address is relative: the built folder works from any path of any host
  base: './',
  plugins: [svelte()],
  worker: { format: 'es' },
  server: { headers: ISOLATION },
  preview: { headers: ISOLATION },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    // a network and a runtime are files of their own, never text within a script
    assetsInlineLimit: 4096,
    chunkSizeWarningLimit: 1000,
  },
});
