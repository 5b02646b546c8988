// Where links of the pages lead that leave docs/: some are pages of the site as well, the rest are files that come with it.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { root } from '../studies/common/root.js';
import { runOf } from './runs.js';

const docs = path.join(root, 'docs');

/** Pages that stand elsewhere in the project, and what they are in the site. */
export const PROJECT_PAGES: Readonly<Record<string, string>> = {
  'SECURITY.md': 'project/security.md',
  'CONTRIBUTING.md': 'project/contributing.md',
  'packages/faccent/CHANGELOG.md': 'project/changes.md',
  'packages/onnx-grad/CHANGELOG.md': 'project/changes-of-onnx-grad.md',
  'packages/faccent/network/efficientnet-lite0/MODEL_CARD.md': 'project/efficientnet-lite0.md',
  'packages/faccent/network/efficientnet-lite0-robust/MODEL_CARD.md': 'project/efficientnet-lite0-robust.md',
  'examples/photos/README.md': 'project/photographs.md',
};
const ORIGINS = new Map(Object.entries(PROJECT_PAGES).map(([origin, page]) => [page, origin]));

/** Copies the pages that stand elsewhere into docs/project/, which git ignores. */
export function writeProjectPages(): void {
  mkdirSync(path.join(docs, 'project'), { recursive: true });
  for (const [origin, page] of Object.entries(PROJECT_PAGES))
    writeFileSync(path.join(docs, page), readFileSync(path.join(root, origin)));
}

/** A heading's anchor as GitHub makes it: the pages are read there, too. */
export const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-');

/** Files outside of docs/ that pages link to, by their paths in the project; they come with the site, under `files/`. */
export const linkedFiles = new Set<string>();

/**
 * What a page's link becomes in the site.
 * @param page its path from docs/
 * @param href as written
 * @returns the same where it stays within docs/
 */
export function siteLink(page: string, href: string): string {
  if (/^(?:[a-z]+:|#|\/)/.test(href)) return href;
  const [target = '', anchor] = href.split('#');
  const from = ORIGINS.get(page) ?? `docs/${page}`;
  const whole = path.posix.join(path.posix.dirname(from), target);
  const hash = anchor === undefined ? '' : `#${anchor}`;
  const up = '../'.repeat(page.split('/').length - 1) || './';
  if (PROJECT_PAGES[whole]) return `${up}${PROJECT_PAGES[whole]}${hash}`;
  if (whole.startsWith('docs/') && whole.endsWith('.md')) return `${up}${whole.slice('docs/'.length)}${hash}`;
  // its source in the project; in the site what is built of it
  if (whole === 'studio/index.html') return `${up}${whole}${hash}`;
  const file = fileOf(whole);
  if (file === undefined) return href;
  linkedFiles.add(file);
  return `${up}files/${file}`;
}

/** What a link to a file or a folder shows; undefined where there is none: the build then fails. */
function fileOf(whole: string): string | undefined {
  const file = path.join(root, whole);
  if (!existsSync(file)) return undefined;
  return statSync(file).isFile() ? whole : path.posix.join(whole, 'index.html');
}

/** Markdown's links, led to where they lead in the site. */
export function leadElsewhere(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('lead elsewhere', (state) => {
    const { relativePath = '' } = state.env as { relativePath?: string };
    for (const { children } of state.tokens)
      for (const token of children ?? []) {
        if (token.type !== 'link_open') continue;
        const title = String(token.attrGet('title') ?? '');
        const run = title.startsWith('run: ') ? runOf(title) : '';
        const href = siteLink(relativePath, String(token.attrGet('href'))) + run;
        token.attrSet('href', href);
        // a run opens beside the page that tells of it
        if (run) token.attrSet('target', '_blank');
        // no page: the browser opens it as it is
        if (/^[./]*(?:files|studio)\//.test(href) && !run) token.attrSet('target', '_self');
      }
  });
}
