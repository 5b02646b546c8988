import { FaccentError } from '../../errors.js';
import { tableRows } from '../../formats/csv.js';
import { countFromZero, labelsById } from './by-id.js';
import { labelsFromLines } from './lines.js';

/** Headings of labels, and of their ids, as people write them. */
const LABEL = /^(labels?|names?|class(es)?|categor(y|ies)|(class|display|label|category)[ _-]?names?)$/i;
const ID = /^(|id|idx|index|number|nr|no|target|(class|label|category)[ _-]?(id|idx|index|number))$/i;

/**
 * Labels in a column of a table, in the order of its column of ids, where it has one, or of its rows. Which column is not
 * guessed: tables have a class's name in several languages, its name in a hierarchy, and what else there is.
 * @param column a heading, or a number that counts from 1
 * @throws FaccentError where the column is not said, or is not there
 */
export function labelsFromTable(text: string, name: string, column: string | undefined): string[] {
  const rows = tableRows(text.trimEnd(), name);
  const [first = []] = rows;
  if (column === undefined && first.length === 1 && rows.every((row) => row.length === 1)) {
    const cells = rows.map(([value]) => value!);
    return labelsFromLines(LABEL.test(cells[0]!) ? cells.slice(1) : cells, name);
  }
  const at = columnOf(first, rows, name, column);
  const isHeading = (value: string): boolean => LABEL.test(value) || (value !== '' && ID.test(value));
  const hasHeading = first[at]?.toLowerCase() === column?.toLowerCase() || first.some(isHeading);
  const body = hasHeading ? rows.slice(1) : rows;
  const short = body.findIndex((row) => !row[at]);
  if (short >= 0)
    throw new FaccentError(`"${name}" has no label in row ${short + 1} of its column ${at + 1}`);
  const ids = first.findIndex((heading, i) => {
    const own = body.map((row) => row[i] ?? '');
    return (
      i !== at &&
      (countFromZero(own) || (hasHeading && ID.test(heading) && own.every((id) => /^-?\d+$/.test(id))))
    );
  });
  const labels = body.map((row) => row[at]!);
  return ids < 0
    ? labels
    : labelsById(
        labels.map((label, i) => [body[i]![ids]!, label]),
        name,
      );
}

/** Where the column stands that has the labels. */
function columnOf(
  first: readonly string[],
  rows: readonly string[][],
  name: string,
  column: string | undefined,
): number {
  const found = first.findIndex((heading) => heading.toLowerCase() === column?.toLowerCase());
  if (column !== undefined && found >= 0) return found;
  if (column !== undefined && /^[1-9]\d*$/.test(column) && Number(column) <= first.length)
    return Number(column) - 1;
  const named = first.findIndex((heading) => LABEL.test(heading));
  const text = first.findIndex((_, i) => rows.every((row, r) => r === 0 || /\D/.test(row[i] ?? '')));
  const likely = [named, text].find((i) => i >= 0) ?? 0;
  const example = first.some((heading) => LABEL.test(heading) || (heading !== '' && ID.test(heading)))
    ? first[likely]!
    : String(likely + 1);
  const columns = first.map((heading) => `"${heading}"`).join(', ');
  throw new FaccentError(
    column === undefined
      ? `"${name}" is a table with the columns ${columns}: say which one has the labels, as in ${name}:${example}`
      : `"${name}" has no column "${column}": its columns are ${columns}`,
  );
}
