// What a page has beside its text: what it is about in a sentence, where it belongs, and what comes before and after it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { HeadConfig, PageData } from 'vitepress';
import { root } from '../studies/common/root.js';
import { type Page, pages } from './navigation.js';

/** The way to a page, link by link. */
type Way = readonly { readonly text: string; readonly link: string }[];

/** A longer description is cut off where it is shown. */
const LONGEST = 200;

/** Paragraphs of a page's text, on one line each and without links: no headings, lists, tables, pictures, code, comments. */
const paragraphsOf = (markdown: string): string[] =>
  markdown
    .replace(/^---\n[^]*?\n---\n/, '')
    .replace(/^```[^]*?^```$/gm, '')
    .split(/\n{2,}/)
    .filter((block) => /^(?!#|[-*] |\d+\. |\||!\[|<| {4})\S/.test(block))
    .map((block) =>
      block
        .replace(/\s+/g, ' ')
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replace(/[`*]|\b_|_\b/g, ''),
    );

/** What a page is about: as its list says, or its first sentence. */
export function aboutPage(page: Pick<Page, 'about'> | undefined, markdown: string): string {
  const said = page?.about ?? paragraphsOf(markdown)[0] ?? '';
  const [whole = said] = /^.*?[.?!](?= |$)/.exec(said) ?? [];
  return whole.length > LONGEST ? `${whole.slice(0, LONGEST).replace(/[\s,;:]+\S*$/, '')} …` : whole;
}

const linkTo = (at: number): { text: string; link: string } | false => {
  const page = pages[at];
  return page ? { text: page.text, link: `/${page.path}` } : false;
};

/** Completes what VitePress knows of a page. */
export function completePage(data: PageData): void {
  const at = pages.findIndex((page) => `${page.path}.md` === data.relativePath);
  const { frontmatter } = data;
  const file = path.join(root, 'docs', data.relativePath);
  const about = aboutPage(pages[at], readFileSync(file, 'utf8'));
  // what is said of an export takes its name as known
  data.description ||= at < 0 ? `${data.title}. ${about || 'An export of this package.'}` : about;
  const listed = pages[at];
  // one that is called like the site would be nobody's
  if (listed && (!data.title || data.title === 'faccent')) data.title = `${listed.part.text}: ${listed.text}`;
  frontmatter.prev ??= at < 0 ? false : linkTo(at - 1);
  frontmatter.next ??= at < 0 ? false : linkTo(at + 1);
  frontmatter.within ??= at < 0 ? wayToExport(data.relativePath) : wayTo(pages[at]!);
}

/** The part of a page, by the first page of the part; nothing on that itself. */
function wayTo({ part, path: at }: Page): Way {
  const first = pages.find((page) => page.part === part)!;
  return first.path === at ? [] : [{ text: part.text, link: `/${first.path}` }];
}

/** The reference and the package of an export's page; nothing for what is of no part: the first page. */
function wayToExport(page: string): Way {
  const [, name] = /^api\/([^/]+)\//.exec(page) ?? [];
  if (!name) return [];
  return [
    { text: 'Reference', link: '/reference' },
    { text: name, link: `/api/${name}/index` },
  ];
}

/** What is read by programs that show a link to a page. Pictures would need the host's name, which nothing here knows. */
export const headOf = ({ title, description }: Pick<PageData, 'title' | 'description'>): HeadConfig[] =>
  Object.entries({ title, description, type: 'article', site_name: 'faccent' }).map(([name, content]) => [
    'meta',
    { property: `og:${name}`, content },
  ]);
