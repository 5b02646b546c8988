// The documentation's site: `npm run docs` builds it into site/dist, `npm run docs:dev` serves it from the pages as they are.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitepress';
import { writeCommandsPage } from '../commands.js';
import { writeErrorsPage } from '../errors.js';
import { finish } from '../finish.js';
import { anchorOf, leadElsewhere, writeProjectPages } from '../links.js';
import { ICON } from '../icon.js';
import { sizePictures } from '../pictures.js';
import { search } from '../search.js';
import { serveStudio, studioFiles } from '../studio.js';

// the pages that are made, before those that there are get listed
writeProjectPages();
writeErrorsPage();
await writeCommandsPage();
const { nav, sidebar } = await import('../navigation.js');
const { completePage, headOf } = await import('../page-data.js');

export default defineConfig({
  lang: 'en',
  title: 'faccent',
  description: "Feature accentuation: what a vision network's feature sees in a photograph, and where",
  // every address is relative: the built folder works from any path of any host
  base: './',
  srcDir: '../docs',
  outDir: './dist',
  cacheDir: '../.cache/vitepress',
  // the service worker keeps every page: nothing is gained by asking early
  router: { prefetchLinks: false },
  head: [['link', { rel: 'icon', href: ICON }]],
  transformPageData: completePage,
  transformHead: ({ title, description }) => headOf({ title, description }),
  markdown: {
    anchor: { slugify: anchorOf },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: (markdown) => {
      leadElsewhere(markdown);
      sizePictures(markdown);
    },
  },
  vite: {
    plugins: [svelte({ configFile: '../studio/svelte.config.js' }), serveStudio()],
    define: { STUDIO_FILES: JSON.stringify(studioFiles()) },
    // a chunk that all pages load would have the pictures that are put into it
    build: { assetsInlineLimit: 0 },
  },
  themeConfig: {
    nav,
    sidebar,
    outline: [2, 3],
    search,
    footer: { message: 'MIT. Nothing is counted, and no request leaves this host.' },
  },
  buildEnd: ({ outDir }) => finish(outDir),
});
