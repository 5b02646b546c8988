// The parts of the site: which pages each has, in the order in which one would read. A page's sidebar is that of its part.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { DefaultTheme } from 'vitepress';
import { root } from '../studies/common/root.js';
import { type Listed, PARTS, type Part } from './parts.js';

type Item = DefaultTheme.SidebarItem;

/** A page of the site: what lists call it, its path from docs/ without `.md`, what it is about, and the part that it is of. */
export interface Page {
  readonly text: string;
  readonly path: string;
  readonly about: string | undefined;
  readonly part: Part;
}

const listed = new Set(
  PARTS.flatMap(({ groups }) => groups.flatMap(([, pages]) => pages.map(([, at]) => at))),
);

const headingOf = (file: string): string =>
  (/^# (.*)$/m.exec(readFileSync(path.join(root, 'docs', file), 'utf8'))?.[1] ?? file).replaceAll('`', '');

/** Pages of a folder of docs/ that no part lists, by their headings. */
const others = (folder: string): Listed[] =>
  readdirSync(path.join(root, 'docs', folder))
    .map((name) => path.posix.join(folder, name))
    .filter((name) => name.endsWith('.md') && !/(?:^|\/)index\.md$/.test(name))
    .sort()
    .map((name) => [headingOf(name), name.slice(0, -'.md'.length)] as const)
    .filter(([, at]) => !listed.has(at));

/** A part's groups of pages; the last has what else is in the part's folder. */
const groupsOf = ({ groups, folder }: Part): Part['groups'] =>
  groups.map(([title, pages], i) => [
    title,
    folder !== undefined && i === groups.length - 1 ? [...pages, ...others(folder)] : pages,
  ]);

/** Every page of the site but the first, in the order in which one would read. */
export const pages: readonly Page[] = PARTS.flatMap((part) =>
  groupsOf(part).flatMap(([, items]) => items.map(([text, at, about]) => ({ text, path: at, about, part }))),
).filter(({ path: at }) => existsSync(path.join(root, 'docs', `${at}.md`)) || !at.startsWith('api/'));

const partBar = (part: Part): Item[] =>
  groupsOf(part).map(([title, items]) => ({
    text: title,
    items: items
      .filter(([, at]) => pages.some((page) => page.path === at))
      .map(([text, at]) => ({ text, link: `/${at}` })),
  }));

/** The names that a package exports, by their kinds, beside the pages of its API. */
function apiBar(name: string): Item[] {
  const kinds = { functions: 'Functions', variables: 'Chosen by name, and constants', classes: 'Classes' };
  return Object.entries(kinds).flatMap(([kind, text]) => {
    const folder = path.join(root, 'docs/api', name, kind);
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder).map((file) => file.slice(0, -'.md'.length));
    names.sort((a, b) => a.localeCompare(b));
    const base = `/api/${name}/${kind}/`;
    return [{ text, base, collapsed: true, items: names.map((one) => ({ text: one, link: one })) }];
  });
}

const reference = partBar(PARTS.find(({ folder }) => folder === '')!);

/** The sidebar of each page, and of the pages of an API. */
export const sidebar: DefaultTheme.SidebarMulti = {
  '/api/faccent/': [...apiBar('faccent'), ...reference],
  '/api/onnx-grad/': [...apiBar('onnx-grad'), ...reference],
  '/api/': reference,
  ...Object.fromEntries(
    PARTS.flatMap((part) => {
      const bar = partBar(part);
      return pages.filter((page) => page.part === part).map((page) => [`/${page.path}.md`, bar]);
    }),
  ),
};

const toPart = (part: Part): DefaultTheme.NavItemWithLink => {
  const own = pages.filter((page) => page.part === part);
  // a part is the one that is looked at while any of its pages is
  const paths = [...own.map((page) => page.path), ...(part.folder === '' ? ['api/.*'] : [])];
  return {
    ...{ text: part.text, link: `/${own[0]!.path}` },
    activeMatch: `^/?(?:${paths.join('|')})(?:\\.html|\\.md)?$`,
  };
};

const often = PARTS.filter(({ rare }) => !rare).map(toPart);
const toPage = ({ text, path: at }: Page): DefaultTheme.NavItemWithLink => ({ text, link: `/${at}` });

/** The bar at the top: the parts by their first pages, the studio, and what few look for. */
export const nav: DefaultTheme.NavItem[] = [
  ...often.slice(0, 1),
  { text: 'The idea', link: '/idea' },
  ...often.slice(1),
  { text: 'Studio', link: '/studio/index.html', target: '_self', noIcon: true },
  { text: 'More', items: pages.filter(({ part }) => part.rare).map(toPage) },
];
