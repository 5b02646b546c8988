// Pictures of the pages: their sizes, so that nothing jumps when they come, and which of them may come late.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import type { MarkdownRenderer } from 'vitepress';
import { root } from '../studies/common/root.js';

const docs = path.join(root, 'docs');

/** Widths and heights of all pictures, in pixels, by their paths from docs/. */
const sizes = new Map(
  await Promise.all(
    readdirSync(path.join(docs, 'pictures'), { recursive: true, encoding: 'utf8' })
      .map((file) => path.posix.join('pictures', file.replaceAll(path.sep, '/')))
      .filter((file) => /\.(?:jpg|png|svg|webp)$/.test(file))
      .map(async (file) => {
        const { width, height } = await sharp(path.join(docs, file)).metadata();
        return [file, { width, height }] as const;
      }),
  ),
);

/** Gives pictures their sizes, and has all but a page's first wait until they are near. */
export function sizePictures(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('size pictures', (state) => {
    const { relativePath = '' } = state.env as { relativePath?: string };
    let seen = 0;
    for (const { children } of state.tokens)
      for (const token of children ?? []) {
        if (token.type !== 'image') continue;
        const source = String(token.attrGet('src'));
        const size = sizes.get(path.posix.join(path.posix.dirname(relativePath), source));
        if (size) {
          token.attrSet('width', String(size.width));
          token.attrSet('height', String(size.height));
        }
        // the first is mostly the largest thing of what is seen first
        if (seen++) token.attrSet('loading', 'lazy');
        else token.attrSet('fetchpriority', 'high');
      }
  });
}
