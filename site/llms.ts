// The site for programs that read text: llms.txt lists its pages, llms-full.txt is all of them (llmstxt.org).
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../studies/common/root.js';
import { sidebar } from './navigation.js';

const ABOUT =
  "what a vision network's feature sees in a photograph, and where: library, command line, studio";

/** The first sentence of a page's text, on one line. */
function firstSentence(text: string): string {
  const paragraph = /^(?![#<|!`\s-]|Made by)[^]*?(?=\n\n|$)/m.exec(text)?.[0] ?? '';
  const plain = paragraph.replaceAll('\n', ' ').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return /^.*?[.:?](?= |$)/.exec(plain)?.[0] ?? plain;
}

/** Writes both into a built site, and its pages as they are written beside those that browsers show. */
export function writeTexts(folder: string): void {
  const lines = ['# faccent', '', `> ${ABOUT}`];
  const whole: string[] = [];
  for (const { text: part, items = [] } of sidebar) {
    lines.push('', `## ${part}`, '');
    for (const { text: name, link = '' } of items) {
      const page = `${link.slice(1)}.md`;
      const text = readFileSync(path.join(root, 'docs', page), 'utf8');
      mkdirSync(path.dirname(path.join(folder, page)), { recursive: true });
      cpSync(path.join(root, 'docs', page), path.join(folder, page));
      lines.push(`- [${name}](${page}): ${firstSentence(text)}`);
      // the API's pages are as long as all others, and say what the types do
      if (!page.startsWith('api/')) whole.push(`<!-- ${page} -->\n\n${text.trim()}\n`);
    }
  }
  writeFileSync(path.join(folder, 'llms.txt'), `${lines.join('\n')}\n`);
  writeFileSync(path.join(folder, 'llms-full.txt'), whole.join('\n'));
}
