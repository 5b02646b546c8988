// The documentation's site: `npm run docs` builds it into site/dist, `npm run docs:dev` serves it from the pages as they are.
import { defineConfig } from 'vitepress';
import { writeErrorsPage } from '../errors.js';
import { finish } from '../finish.js';
import { anchorOf, leadElsewhere, writeProjectPages } from '../links.js';
import { nav, sidebar } from '../navigation.js';

writeProjectPages();
writeErrorsPage();

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
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    anchor: { slugify: anchorOf },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: leadElsewhere,
  },
  themeConfig: {
    nav,
    sidebar,
    outline: [2, 3],
    search: { provider: 'local' },
    footer: { message: 'MIT. Nothing is counted, and no request leaves this host.' },
  },
  buildEnd: ({ outDir }) => finish(outDir),
});
