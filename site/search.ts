// What the search looks through, and what it puts first. tests/site/queries.ts has what people type.
import type { DefaultTheme } from 'vitepress';

interface Section {
  readonly anchor: string;
  readonly titles: string[];
  readonly text: string;
}

const textOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\u200B/g, '')
    .replace(/\s+/g, ' ')
    .trim();

const headingOf = (html: string, level: number): string =>
  textOf(new RegExp(`<h${level}[^>]*>([^]*?)<a `).exec(html)?.[1] ?? '');

/** An export is found by its name, as one thing: headings like "Parameters" are nobody's. */
function exported(file: string, html: string): Section[] {
  const kind = /\/api\/[^/]+\/([^/]+)\//.exec(file)?.[1];
  // lists of names
  if (!kind) return [];
  const title = headingOf(html, 1)
    .replace(/^[A-Z][a-z ]*: /, '')
    .replace(/[(<].*/, '');
  return [{ anchor: '', titles: ['API', title], text: textOf(html.replace(/<h1[^]*?<\/h1>/, '')) }];
}

/** Each message is found by itself. */
function messages(html: string): Section[] {
  const page = headingOf(html, 1);
  return html.split(/(?=<h2)/).flatMap((part) => {
    const within = [page, headingOf(part, 2)];
    return Array.from(part.matchAll(/<li><span id="([^"]*)"><\/span>([^]*?)<\/li>/g), ([, anchor, text]) => ({
      ...{ anchor: anchor!, titles: [...within, textOf(text!)], text: '' },
    }));
  });
}

const isAbout = (file: string, what: RegExp): boolean => what.test(file.replaceAll('\\', '/'));

export const search: DefaultTheme.Config['search'] = {
  provider: 'local',
  options: {
    miniSearch: {
      _splitIntoSections: (file, html) => {
        if (isAbout(file, /\/docs\/api\//)) return exported(file.replaceAll('\\', '/'), html);
        if (isAbout(file, /\/project\/errors\.md$/)) return messages(html);
        return undefined as never;
      },
      options: {
        // words; and whole, too, what begins like a flag or ends like hf:
        tokenize: (text: string): string[] => [
          ...text.split(/[\s\p{P}\p{Z}\p{S}]+/u),
          ...(text.match(/(?<![\w-])--[a-z][a-z-]*|\bhf:/gi) ?? []),
        ],
      },
      searchOptions: {
        fuzzy: (term: string): number | boolean => term.length > 4 && 0.15,
        prefix: (term: string): boolean => !term.startsWith('--'),
        weights: { fuzzy: 0.1, prefix: 0.25 },
        boost: { title: 4, titles: 2, text: 1 },
        // it goes to browsers as text: nothing around it is there
        boostDocument: (id: string, term: string): number => {
          if (/^\/api\/onnx-grad\//.test(id)) return 0.15;
          if (/^\/api\/faccent\/(?:interfaces|type-aliases)\//.test(id)) return 0.2;
          if (/^\/api\//.test(id)) return 0.35;
          if (/^\/project\/(?:changes|contributing)/.test(id)) return 0.2;
          // a message is pasted; who types a flag wants to know what it does
          if (/^\/project\/errors/.test(id)) return /^--|^hf:/.test(term) ? 0.05 : 0.6;
          if (/^\/project\/commands/.test(id)) return term.startsWith('--') ? 3 : 1;
          if (/^\/(?:reproduction|.*-tried|architecture|dependencies|reliability|method)\./.test(id))
            return 0.5;
          if (/^\/(?:howto|manual|start|exporters|models\.)/.test(id)) return 1.5;
          if (/^\/operators/.test(id)) return 2.5;
          return 1;
        },
      },
    },
  },
};
