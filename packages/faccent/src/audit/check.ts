import { type Declared, kind } from '../declaration/declare.js';
import { largest, smallest } from '../math/extremes.js';
import type { Evidence, Need } from './evidence.js';

/** What a check comes to. */
export type Verdict = 'sound' | 'doubtful' | 'not measured';

/**
 * Where a value has to lie: above all of its reference; not below all of it; among it, or no farther outside than it is
 * wide; or not above it by more than that.
 */
export type Wanted = 'above' | 'not below' | 'among' | 'not above';

/** A value, and what it is judged by. */
export interface AuditLine {
  /** What was measured. */
  readonly what: string;
  /** NaN where there is none. */
  readonly value: number;
  readonly wanted: Wanted;
  /** Numbers that the value would be among if nothing were wrong, or if nothing were there: a null distribution. */
  readonly reference: { readonly what: string; readonly values: readonly number[] };
  readonly verdict: Verdict;
}

/** What a check found. */
export interface AuditFinding {
  /** The check's name, its title, and what makes it doubtful, for people. */
  readonly name: string;
  readonly title: string;
  readonly doubt: string;
  readonly verdict: Verdict;
  /** What was found, in a sentence. */
  readonly sentence: string;
  readonly lines: readonly AuditLine[];
  /** Lines that do not count: layer by layer, say. */
  readonly details: readonly AuditLine[];
}

/** What stands on the page under one another: pictures, then photographs, then the unit itself. */
export const AUDITS = ['its pictures', 'its photographs', 'its gradients'] as const;

/** One question of an audit. */
export interface AuditCheck {
  readonly name: string;
  readonly description: unknown;
  readonly title: string;
  readonly of: (typeof AUDITS)[number];
  readonly needs: readonly Need[];
  find(evidence: Evidence): Promise<AuditFinding>;
}

/** Lines, and such as do not count; or why there are none. */
export type Looked =
  | readonly AuditLine[]
  | { readonly lines: readonly AuditLine[]; readonly details: readonly AuditLine[] }
  | string;

interface CheckDeclaration {
  /** One line for docs. */
  readonly about: string;
  /** As a question. */
  readonly title: string;
  /** What would make it doubtful. */
  readonly doubt: string;
  readonly of: AuditCheck['of'];
  /** What is made, or read, for it. */
  readonly needs: readonly Need[];
  readonly run: (evidence: Evidence) => Promise<Looked> | Looked;
  /** What is said where it is sound, and where it is not. */
  readonly says: Readonly<Record<'sound' | 'doubtful', string>>;
}

const NONE = { lines: [], details: [] };

const declare = kind<AuditCheck, Omit<AuditCheck, 'name' | 'description'>>('check', (built, own) => ({
  ...built,
  ...own,
}));

/**
 * Declares a check of an audit: its place on the page, its line in docs and in the record come from this. One file a check.
 * @example export const redirect = check('redirect', { about, title, doubt, of: 'its gradients', needs: ['own'], run, says });
 */
export const check = (
  name: string,
  { about, title, doubt, of, needs, run, says }: CheckDeclaration,
): { readonly declared: Declared<AuditCheck> } =>
  declare(name, {
    about,
    options: {},
    build: () => ({
      ...{ title, of, needs },
      find: async (evidence) => {
        const found = await run(evidence);
        const { lines, details } =
          typeof found === 'string' ? NONE : 'lines' in found ? found : { lines: found, details: [] };
        const verdict = together(lines);
        const because = typeof found === 'string' ? found : 'none of its numbers could be had';
        const sentence = verdict === 'not measured' ? `Not measured: ${because}.` : says[verdict];
        return { name, title, doubt, verdict, sentence, lines, details };
      },
    }),
  });

/** One doubt is enough; what was not measured neither helps nor harms. */
function together(lines: readonly AuditLine[]): Verdict {
  const verdicts = lines.map(({ verdict }) => verdict);
  return (['doubtful', 'sound'] as const).find((one) => verdicts.includes(one)) ?? 'not measured';
}

/**
 * A value, judged by its reference: those of its numbers that are any count.
 * @example line('same feature, other seed', 0.8, 'above', 'other features', [0.1, 0.3]).verdict // 'sound'
 */
export function line(
  what: string,
  value: number,
  wanted: Wanted,
  of: string,
  numbers: ArrayLike<number>,
): AuditLine {
  const values = Array.from(numbers).filter(Number.isFinite);
  const judged = Number.isFinite(value) && values.length > 0;
  const verdict = !judged ? 'not measured' : isAsWanted(value, wanted, values) ? 'sound' : 'doubtful';
  return { what, value, wanted, reference: { what: of, values }, verdict };
}

function isAsWanted(value: number, wanted: Wanted, values: readonly number[]): boolean {
  const [least, most] = [smallest(values), largest(values)];
  if (wanted === 'above') return value > most;
  if (wanted === 'not below') return value >= least;
  const width = most - least;
  return value <= most + width && (wanted === 'not above' || value >= least - width);
}
