// VitePress' own theme in the system's fonts, with a service worker that keeps the pages for when there is no network.
import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import './style.css';
import { keepPages } from './offline.js';

export default {
  extends: DefaultTheme,
  enhanceApp: () => void (import.meta.env.SSR || import.meta.env.DEV || keepPages()),
} satisfies Theme;
