import type { Step } from 'faccent';
import pc from '../print/colours.js';
import { type Progress, showProgress } from '../print/progress.js';
import type { Interrupt } from '../signals/interrupt.js';
import { stepThrough } from './run.js';

/** Of what is made of several accentuations: is told of each before it begins. @param name as a person is told */
export type OnPart = (
  name: string,
  place: { readonly at: number; readonly of: number; readonly steps: number },
) => void;

/** What is done between two steps; what it throws ends the run. */
export type BetweenSteps<S> = (step: S, isLast: boolean) => Promise<void>;

/**
 * Goes through the steps of several accentuations, with the progress of each shown.
 * @throws Interrupted where its end is asked for between two of them, while nothing can be stopped
 */
export async function stepThroughParts<S extends Step & { readonly last?: true }, T>(
  { quiet, interrupt }: { readonly quiet: boolean; readonly interrupt: Interrupt },
  begin: (onPart: OnPart) => AsyncGenerator<S, T, void>,
  onStep: BetweenSteps<S>,
): Promise<T> {
  let progress: Progress | undefined;
  let steps = 0;
  const run = begin((name, place) => {
    progress?.stop();
    progress = undefined;
    steps = place.steps;
    if (!quiet) console.error(pc.dim(`accentuating ${name} (${place.at} of ${place.of})`));
  });
  const isLast = ({ step, last }: S): boolean => last === true || step + 1 === steps;
  try {
    // what lies between two accentuations has no border
    return await stepThrough(run, { quiet, interrupt, hasBorder: (step) => !isLast(step) }, async (step) => {
      progress ??= await showProgress(steps, quiet);
      progress.step(step);
      await onStep(step, isLast(step));
    });
  } finally {
    progress?.stop();
  }
}
