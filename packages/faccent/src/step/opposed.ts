import type { OpposedValues, Step } from './records.js';

/** What a run knows of two objectives that it weighs against each other: before, after, and on its way. */
export interface TradeOff {
  readonly raised: { readonly before: number; readonly after: number };
  readonly other: { readonly before: number; readonly after: number };
  /** On the whole picture after so many steps, the end among them: after a part of one for what lies between two. */
  readonly path: readonly (OpposedValues & { readonly step: number })[];
}

/** How often a run looks at the whole picture, about. */
const LOOKS = 25;

/** Whether a run looks at the whole picture before a step. */
export const looksBefore = (step: number, steps: number): boolean =>
  step % Math.max(1, Math.round(steps / LOOKS)) === 0;

/** What a run that has ended knows of both. @param before on the photograph, or on the noise that it began with */
export function tradeOff(
  before: OpposedValues,
  steps: readonly Step[],
  after: OpposedValues & { readonly step: number },
): TradeOff {
  const onTheWay = steps.flatMap(({ step, against }) => (against ? { step, ...against } : []));
  return {
    raised: { before: before.raised, after: after.raised },
    other: { before: before.other, after: after.other },
    path: [...onTheWay, after],
  };
}
