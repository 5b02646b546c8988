import type { SitePhotograph, SiteResult, SiteState } from 'faccent';

/** `1 result`, `2 results` */
export const counted = (count: number, one: string): string =>
  `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;

/** What a state is called where there is no result. */
export const STATES: Readonly<Record<SiteState, string>> = {
  done: 'made',
  running: 'being made',
  waiting: 'not made yet',
  failed: 'failed',
};

/** A number as it is shown. */
export const short = (value: number): string => (Number.isFinite(value) ? value.toPrecision(3) : '–');

/** A result for those who do not see it. */
export function sentenceOf(
  { layer, unit, state, activation }: SiteResult,
  photograph?: SitePhotograph,
): string {
  const where = photograph ? `in ${photograph[1]}` : 'from noise';
  const what = activation ? `activation ${short(activation[0])} to ${short(activation[1])}` : STATES[state];
  return `${layer}:${unit} ${where}, ${what}`;
}
