import * as z from 'zod/mini';
import {
  type Schema,
  checked,
  count,
  index,
  number,
  nonNegative,
  oneOf,
  text,
} from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { csvText, tableRows } from '../formats/csv.js';

const side = oneOf('left', 'right');

/** Fields of an answer, in the order of a file's columns. Those that are text are read as they are, all else as numbers. */
const FIELDS = {
  experiment: text,
  participant: text,
  /** From 1, in the order in which they were shown. */
  trial: count(),
  kind: oneOf('practice', 'trial', 'catch'),
  condition: text,
  layer: text,
  unit: index,
  pair: index,
  right: side,
  answer: side,
  /** 1 or 0. */
  correct: oneOf(0, 1),
  /** 1: not sure, 2: somewhat, 3: very sure. */
  confidence: oneOf(1, 2, 3),
  /** From the pictures to the choice that stood, and to the confidence. */
  choice_ms: nonNegative,
  confidence_ms: nonNegative,
  /** How often the page was left meanwhile. */
  away: index,
  /** The unit's activation in the two queries. */
  low_activation: number,
  high_activation: number,
  /** Of the page, in CSS pixels. */
  width: count(),
  height: count(),
  /** When the answer was given (ISO 8601). */
  time: text,
} satisfies Record<string, Schema<never> | z.ZodMiniType>;

/** A participant's answer in one trial: a row of the file that the page saves. */
export type ExperimentAnswer = { readonly [K in keyof typeof FIELDS]: z.output<(typeof FIELDS)[K]> };

/**
 * The columns of a file of answers.
 * @example ANSWER_COLUMNS.slice(0, 4); // ['experiment', 'participant', 'trial', 'kind']
 */
export const ANSWER_COLUMNS = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

/** Columns that hold text, whatever it looks like. */
const TEXTS: readonly string[] = [
  'experiment',
  'participant',
  'kind',
  'condition',
  'layer',
  'right',
  'answer',
  'time',
];

/**
 * Answers as CSV (RFC 4180), as the page of an experiment saves them.
 * @example
 * const answers = parseAnswers(await readFile('12.csv', 'utf8'), '12.csv');
 * await writeFile('trials.csv', formatAnswers(answers.filter(({ kind }) => kind === 'trial')));
 */
export const formatAnswers = (answers: readonly ExperimentAnswer[]): string =>
  csvText([ANSWER_COLUMNS, ...answers.map((answer) => ANSWER_COLUMNS.map((name) => String(answer[name])))]);

/**
 * Reads a participant's answers, as the page saved them or a spreadsheet saved that again.
 * @param name of the file, for errors
 * @throws FaccentError that names the row and column that is not what it should be
 * @example
 * const answers = parseAnswers(await readFile('12.csv', 'utf8'), '12.csv');
 * const right = answers.filter(({ correct }) => correct).length;
 */
export function parseAnswers(csv: string, name: string): ExperimentAnswer[] {
  const [head, ...rows] = tableRows(csv.replace(/^\ufeff/, ''), name);
  const missing = ANSWER_COLUMNS.filter((column) => !head?.includes(column));
  if (!head || missing.length)
    throw new FaccentError(
      `"${name}" holds no answers of an experiment: it lacks the ${missing.length > 1 ? 'columns' : 'column'} ${missing.join(', ')}`,
    );
  if (!rows.length) throw new FaccentError(`"${name}" has no answers: it ends after its first line`);
  const at = ANSWER_COLUMNS.map((column) => head.indexOf(column));
  const answers = rows.map((row, i) => {
    const values = ANSWER_COLUMNS.map((column, k) => {
      const value = row[at[k]!] ?? '';
      const read = TEXTS.includes(column) ? value : value.trim() === '' ? undefined : Number(value);
      return [column, checked<unknown>(FIELDS[column], read, `row ${i + 2} of "${name}": ${column}`)];
    });
    return Object.fromEntries(values) as ExperimentAnswer;
  });
  answers.forEach(({ right, answer, correct }, i) => {
    if ((right === answer) !== (correct === 1))
      throw new FaccentError(
        `row ${i + 2} of "${name}": correct is ${correct}, but ${right} was right and ${answer} was answered`,
      );
  });
  return answers;
}
