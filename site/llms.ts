// The site for programs that read text: llms.txt lists its pages, llms-full.txt is all of them (llmstxt.org).
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../studies/common/root.js';
import { pages } from './navigation.js';
import { aboutPage } from './page-data.js';

const ABOUT =
  "What a vision network's feature sees in a photograph, and where: library, command line, studio. TypeScript, for Node.js and browsers; runs any ONNX vision network.";

/** What is evidence or history, and not needed to use faccent. */
const isOptional = (page: string, part: string): boolean =>
  part === 'Results' ||
  part === 'The project' ||
  /-tried$|^(?:dependencies|architecture|project\/errors)$/.test(page);

/** A page as text: tables without the blanks that align them, and without notes to the tests; code is as it is. */
export const compact = (markdown: string): string =>
  markdown
    .split(/(^```[^]*?^```$)/m)
    .map((text, i) =>
      i % 2
        ? text
        : text
            .replace(/^<!-- .*? -->\n+/gm, '')
            .replace(/^\|.*$/gm, (row) => row.replace(/ {2,}/g, ' ').replace(/-{4,}/g, '---'))
            .replace(/\n{3,}/g, '\n\n'),
    )
    .join('')
    .trim();

/** What a package exports to be called, a paragraph each: its name, its signature, what it does and its example. */
function exportsOf(name: string): string {
  const folder = path.join(root, 'docs/api', name);
  const files = ['functions', 'variables'].flatMap((kind) =>
    existsSync(path.join(folder, kind))
      ? readdirSync(path.join(folder, kind), { encoding: 'utf8' })
          .sort()
          .map((file) => path.join(folder, kind, file))
      : [],
  );
  const told = files.map((file) => {
    const text = readFileSync(file, 'utf8');
    const [, about = ''] = /^```\n\n((?!#)[^]*?)(?=\n\n|$)/m.exec(text) ?? [];
    const [, example = ''] = /^## Example\n\n(```[^]*?^```)/m.exec(text) ?? [];
    return [`### ${path.basename(file, '.md')}`, about.replaceAll('\n', ' '), example]
      .filter(Boolean)
      .join('\n\n');
  });
  return told.length ? `# Exports of ${name}\n\n${told.join('\n\n')}` : '';
}

/** Writes both into a built site, and its pages as they are written beside those that browsers show. */
export function writeTexts(folder: string): void {
  const main: string[] = [];
  const optional: string[] = [];
  const whole: string[] = [];
  let last = '';
  for (const page of pages) {
    const { text: name, path: at, part } = page;
    const file = `${at}.md`;
    const text = readFileSync(path.join(root, 'docs', file), 'utf8');
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    cpSync(path.join(root, 'docs', file), path.join(folder, file));
    const line = [`- [${name}](${file})`, aboutPage(page, text)].filter(Boolean).join(': ');
    if (isOptional(at, part.text)) {
      optional.push(line);
      continue;
    }
    if (part.text !== last) main.push('', `## ${part.text}`, '');
    last = part.text;
    main.push(line);
    if (!at.startsWith('api/')) whole.push(`<!-- ${file} -->\n\n${compact(text)}`);
  }
  const head = `# faccent\n\n> ${ABOUT}\n`;
  const also =
    'All of these pages in one file, with an example for each export: [llms-full.txt](llms-full.txt).';
  writeFileSync(
    path.join(folder, 'llms.txt'),
    [head, also, ...main, '', '## Optional', '', ...optional, ''].join('\n'),
  );
  const all = [head, ...whole, exportsOf('faccent'), exportsOf('onnx-grad')].filter(Boolean);
  writeFileSync(path.join(folder, 'llms-full.txt'), `${all.join('\n\n')}\n`);
}
