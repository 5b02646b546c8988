import { defineConfig } from 'vite';
import { configOf } from '../build/config.js';

export default defineConfig(
  configOf({ name: 'atlas', root: 'atlas', outDir: 'atlas/dist', networks: false }),
);
