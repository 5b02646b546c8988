import { defineConfig } from 'vite';
import { configOf } from './build/config.js';

export default defineConfig(
  configOf({ name: 'studio', root: '.', outDir: 'dist', publicDir: 'public', networks: true }),
);
