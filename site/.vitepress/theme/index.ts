// VitePress' own theme in the system's fonts, with figures that compute, and a service worker that keeps the pages for when
// there is no network.
import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { h } from 'vue';
import icon from '../../../studio/public/icon.svg';
import './style.css';
import './home.css';
import { HomeHero } from './home-hero.js';
import { keepPages } from './offline.js';
import { openPictures } from './pictures.js';
import { TryFigure } from './try-figure.js';
import { Within } from './within.js';

export default {
  extends: DefaultTheme,
  Layout: () =>
    h(DefaultTheme.Layout, null, {
      'nav-bar-title-before': () => h('img', { class: 'sign', src: icon, alt: '', width: 24, height: 24 }),
      'doc-before': () => h(Within),
    }),
  enhanceApp: ({ app }) => {
    app.component('HomeHero', HomeHero);
    app.component('TryFigure', TryFigure);
    if (import.meta.env.SSR) return;
    openPictures();
    if (!import.meta.env.DEV) keepPages();
  },
} satisfies Theme;
