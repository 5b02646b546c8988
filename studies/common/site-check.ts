import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** The built pages of a site, by their paths from its folder; the studio's are its own. */
export const pagesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => file.endsWith('.html') && !/^(?:studio|files)\/|^404\.html$/.test(file))
    .sort();

const entities: Readonly<Record<string, string>> = {
  ...{ '&amp;': '&', '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>' },
};
const plain = (text: string): string =>
  text.replace(/&(?:amp|quot|#39|lt|gt);/g, (found) => entities[found]!);

const attributes = (html: string, name: string): string[] =>
  Array.from(html.matchAll(new RegExp(`<[a-z][^>]*?\\s${name}="([^"]*)"`, 'g')), ([, value]) =>
    plain(value!),
  );

/**
 * What is wrong in a built site: links to no page, no file or no heading; pictures, scripts and styles that are not there, or
 * of another host.
 * @returns a line each: the page, and what it leads to
 */
export function checkSite(folder: string): string[] {
  const pages = new Map(pagesOf(folder).map((page) => [page, readFileSync(path.join(folder, page), 'utf8')]));
  const anchors = new Map(Array.from(pages, ([page, html]) => [page, new Set(attributes(html, 'id'))]));
  const wrong: string[] = [];
  for (const [page, html] of pages) {
    const say = (what: string, target: string): unknown => wrong.push(`${page}: ${what} ${target}`);
    for (const target of attributes(html, 'src'))
      if (/^(?:https?:)?\/\//.test(target)) say('something of another host,', target);
    for (const target of [...attributes(html, 'href'), ...attributes(html, 'src')]) {
      if (/^(?:[a-z]+:|\/\/)/.test(target)) continue;
      const [address = '', anchor = ''] = target.split('#');
      let file = address === '' ? page : path.posix.join(path.posix.dirname(page), decodeURI(address));
      if (existsSync(path.join(folder, file)) && statSync(path.join(folder, file)).isDirectory())
        file = path.posix.join(file, 'index.html');
      if (address.startsWith('/')) say('a link from the root of the host,', target);
      else if (!existsSync(path.join(folder, file))) say('a dead link,', target);
      else if (anchor && anchors.has(file) && !anchors.get(file)!.has(decodeURIComponent(anchor)))
        say('a link to no heading,', target);
    }
  }
  return wrong;
}
