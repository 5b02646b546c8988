// What the pages have of the studio, whose build comes with them: it is linked to, and its worker computes in their figures.
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import sirv from 'sirv';
import type { Plugin } from 'vite';
import { ISOLATION } from '../studio/src/service-worker/isolated.js';
import { root } from '../studies/common/root.js';

/** The built studio. */
export const STUDIO = path.join(root, 'studio/dist');

/** What a first run in a page loads. */
const LOADED =
  /^(?:network\/efficientnet-lite0-robust\/.*|runtime\/.*simd-threaded\.wasm|assets\/worker-.*)$/;

/** What a page is told of the studio. */
export interface StudioFiles {
  /** The script of its worker, by its path there. */
  readonly worker: string;
  /** Of what a first run loads, in bytes. */
  readonly weight: number;
}

/** @throws Error where the studio is not built */
export function studioFiles(): StudioFiles {
  if (!existsSync(path.join(STUDIO, 'index.html')))
    throw new Error('the studio is not built: npm run build:studio');
  const loaded = readdirSync(STUDIO, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => LOADED.test(file));
  const worker = loaded.find((file) => /^assets\/.*\.js$/.test(file));
  if (!worker) throw new Error('the built studio has no worker: npm run build:studio');
  return {
    worker,
    weight: loaded.reduce((sum, file) => sum + statSync(path.join(STUDIO, file)).size, 0),
  };
}

/** Has `vitepress dev` serve the studio where the built site has it, with threads for both. */
export const serveStudio = (): Plugin => ({
  name: 'faccent-studio',
  configureServer: ({ middlewares }) => {
    middlewares.use((_request, response, next) => {
      for (const [name, value] of Object.entries(ISOLATION)) response.setHeader(name, value);
      next();
    });
    middlewares.use('/studio', sirv(STUDIO, { dev: true }));
  },
});
