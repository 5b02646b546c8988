import { FaccentError } from '../../errors.js';
import { countFromZero, labelsById } from './by-id.js';

/** What all lines have, taken away; the lines themselves where one has it not. */
function withoutAll(lines: readonly string[], pattern: RegExp): readonly string[] {
  const found = lines.map((line) => pattern.exec(line)?.at(-1));
  return found.every((label) => label !== undefined) ? found : lines;
}

/** ImageNet's name of a class before its label: "n01440764 tench, Tinca tinca". */
const SYNSET = /^n\d{8}[\s,;:]+(\S.*)$/s;
/** A line of a program's list: "tench", */
const QUOTED = /^(["'])(.*)\1,?$/s;

/** Numbers that are no part of a label, by what stands behind them: "0: tench", but not "1:24" or "0,5 l". */
const MARKED = /^(-?\d+)\s*(?:[:=,;](?:\s+|(?!\d))|\t\s*)(\S.*)$/s;
/** Numbers that may be: "0 tench", "1. tench", "2) tench" */
const BEFORE = /^(\d+)(?:[.)]\s*|\s+-\s+|\s+)(\S.*)$/s;
/** "/a/airfield 0", found from behind: an expression would look for its end from every place. */
function numberedBehind(line: string): Entry | undefined {
  const before = (at: number, what: RegExp): number => {
    let place = at;
    while (place > 0 && what.test(line[place - 1]!)) place--;
    return place;
  };
  const digits = before(line.length, /\d/);
  const mark = before(digits, /[\s:=,;]/);
  return digits < line.length && mark < digits && mark > 0
    ? [line.slice(digits), line.slice(0, mark)]
    : undefined;
}

type Entry = readonly [id: string, label: string];

const entriesOf = (lines: readonly string[], pattern: RegExp): Entry[] | undefined => {
  const found = lines.map((line) => pattern.exec(line));
  return found.every((match) => match !== null) ? found.map(([, a, b]): Entry => [a!, b!]) : undefined;
};

const areDistinct = (entries: readonly Entry[]): boolean =>
  new Set(entries.map(([, label]) => label)).size === entries.length;

const countFromOne = (entries: readonly Entry[]): boolean => entries.every(([id], i) => Number(id) === i + 1);

/** Labels with their ids, where all lines have such. "1 euro", "2 euro" are labels: a number that alone tells them apart. */
function numbered(lines: readonly string[]): readonly Entry[] | undefined {
  const marked = entriesOf(lines, MARKED);
  if (marked) return marked;
  const before = entriesOf(lines, BEFORE);
  if (before && areDistinct(before)) {
    if (countFromOne(before) || countFromZero(before.map(([id]) => id))) return before;
  }
  const behind = lines.map(numberedBehind);
  if (
    behind.every((entry) => entry !== undefined) &&
    areDistinct(behind) &&
    countFromZero(behind.map(([id]) => id))
  )
    return behind;
  return undefined;
}

/**
 * Labels, one a line, with or without their indices ("0: tench", "0 tench", "tench 0") and ImageNet's names of classes.
 * @param lines the file's, without the empty ones behind the last
 * @throws FaccentError where a line is empty, or an index is none
 */
export function labelsFromLines(lines: readonly string[], name: string): string[] {
  const trimmed = lines.map((line) => line.trim());
  const empty = trimmed.indexOf('');
  if (empty >= 0)
    throw new FaccentError(
      `line ${empty + 1} of "${name}" is empty: take it out, or write there what class ${empty} is`,
    );
  const labels = withoutAll(withoutAll(trimmed, QUOTED), SYNSET);
  const entries = numbered(labels);
  // numbers of lines, which say nothing of what the network numbers
  const ordered = entries && countFromOne(entries) ? entries.map(([, label]) => label) : undefined;
  return [...withoutAll(ordered ?? (entries ? labelsById(entries, name) : labels), SYNSET)];
}

/** Whether lines are a table's: a heading, and numbered lines below, or as many tabs in each. */
export function areTable(lines: readonly string[]): boolean {
  const [first, ...others] = lines as [string, ...string[]];
  const cell = /^"?\d+"?[,;\t]/;
  if (others.length && !cell.test(first) && others.every((line) => cell.test(line))) return true;
  const tabs = first.split('\t').length;
  return tabs > 1 && !cell.test(first) && others.every((line) => line.split('\t').length === tabs);
}
