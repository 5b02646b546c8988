import { FaccentError } from '../errors.js';

/** More of these are a mistake, or an attack. */
const [MOST_COLUMNS, MOST_ROWS] = [10_000, 1_000_001];

/**
 * The rows of a table: RFC 4180, with tabs in a TSV file; else with commas, semicolons or tabs, whichever the first line has
 * most of, or as Excel says there.
 * @throws FaccentError where a quote is not closed
 */
export function tableRows(whole: string, name: string): string[][] {
  const [says, stated] = /^sep=([,;|\t])\r?\n/i.exec(whole) ?? [''];
  const text = whole.slice(says.length);
  const [first = ''] = text.split(/[\r\n]/, 1);
  const count = (mark: string): number => first.split(mark).length;
  const marks = /\.(tsv|tab)$/i.test(name) ? ['\t'] : [',', ';', '\t'];
  const mark = stated ?? marks.reduce((a, b) => (count(b) > count(a) ? b : a));
  const rows: string[][] = [[]];
  const cell = new RegExp(
    `(?: *"([^"]*(?:""[^"]*)*)" *|([^"${mark}\\r\\n][^${mark}\\r\\n]*)?)([${mark}]|\\r\\n|[\\r\\n]|$)`,
    'y',
  );
  for (let at = 0; at <= text.length;) {
    cell.lastIndex = at;
    const found = cell.exec(text);
    if (!found)
      throw new FaccentError(
        `"${name}" is no table: a quote in line ${text.slice(0, at).split(/\r\n|[\r\n]/).length} is not closed`,
      );
    const [all, quoted, plain = '', end] = found;
    rows.at(-1)!.push((quoted?.replaceAll('""', '"') ?? plain).trim());
    if (rows.at(-1)!.length > MOST_COLUMNS || rows.length > MOST_ROWS)
      throw new FaccentError(
        `"${name}" is no table that is read: it has more than ${MOST_COLUMNS} columns, or more than ${MOST_ROWS} rows`,
      );
    if (end === '') break;
    // empty rows are none
    if (end !== mark && rows.at(-1)!.every((value) => value === '')) rows.pop();
    if (end !== mark) rows.push([]);
    at += all.length;
  }
  return rows.filter((row) => row.some((value) => value !== ''));
}

/** A cell as RFC 4180 has it: between quotes where it has to be. */
const cellText = (text: string): string =>
  /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** Rows of texts as CSV (RFC 4180), of which \n ends each line. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(cellText).join(',')}\n`).join('');
