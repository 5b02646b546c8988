import { whereMost } from './map-words.js';
import type { KeptRun } from './run.svelte.js';

const percent = (p: number): string => `${(100 * p).toPrecision(2)} %`;

/** What a run has come to, in a sentence for those who do not see it. */
export function sentence({ feature, end, opacity, pictures, state, problem, steps, wish }: KeptRun): string {
  if (state === 'failed') return `the run of ${feature} failed: ${problem}`;
  if (end) {
    const { before, after } = end.probability ?? end.activation;
    const [from, to] = end.probability
      ? [percent(before), percent(after)]
      : [before.toFixed(2), after.toFixed(2)];
    const place = opacity && whereMost(opacity, pictures[0]!.width);
    const verb = after >= before ? 'rose' : 'fell';
    return `${feature} ${verb} from ${from} to ${to}; the change is ${place ? `mostly in ${place}` : 'all over the picture'}`;
  }
  // now and then
  const tenth = Math.floor(steps.length / 10) * 10;
  return tenth ? `${feature}: ${tenth} of ${wish.settings.steps} steps` : `${feature}: accentuating`;
}
