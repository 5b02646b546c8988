// Proves that the table of docs/attributions.md is that of the declared methods. UPDATE_DOCS=1 writes it.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { attributionMethods } from './methods.js';

const file = new URL('../../../../docs/attributions.md', import.meta.url);

/** From the heading to the empty line behind the last row. */
const TABLE = /^\| method .*\n(?:\|.*\n)+/m;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Methods as people read them: those of the image's grid first. */
function table(): string {
  const rows = attributionMethods.declared.map(({ name, about, options, make }) => {
    const { grid, signed, source } = make({});
    const may = !signed && 'channels' in options && make({ channels: 'sum' }).signed;
    return { grid, cells: [`\`${name}\``, about, grid, may ? 'sum only' : signed ? 'yes' : 'no', source] };
  });
  const sorted = ['image', 'layer'].flatMap((on) => rows.filter(({ grid }) => grid === on));
  const head = [['method', 'map', 'grid', 'signed', 'source'], Array<string>(5).fill('---')];
  return [...head, ...sorted.map(({ cells }) => cells)].map(row).join('\n');
}

/** The table without what makes its columns straight. */
const cellsOf = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim().replace(/^-+$/, '---')));

test('docs/attributions.md lists the methods as they are declared', () => {
  const page = readFileSync(file, 'utf8');
  if (process.env.UPDATE_DOCS)
    writeFileSync(
      file,
      page.replace(TABLE, () => `${table()}\n`),
    );
  const [found] = TABLE.exec(readFileSync(file, 'utf8')) ?? [];
  expect(cellsOf(found!)).toEqual(cellsOf(table()));
});
