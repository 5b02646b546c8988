import path from 'node:path';
import type { Measures, Recipe, RecipeFeature } from 'faccent';
import pc from 'picocolors';
import { heldAt } from '../held.js';
import { measureRows } from '../measures.js';
import type { OutputFlags } from '../options.js';
import type { ExplanationJson } from '../../report/explanation.js';

export interface Probabilities {
  readonly before?: number;
  readonly after?: number;
}

const arrow = (before: number, after: number, digits: number): string =>
  `${before.toFixed(digits)} → ${pc.bold(after.toFixed(digits))}`;

/** What a run's command knows besides its recipe. */
export interface Told {
  readonly seconds: number;
  readonly probabilities?: Probabilities;
  /** None for a run from noise. */
  readonly measures?: Measures;
}

/** What came of a run, as JSON says it. */
export interface Outcome {
  readonly folder: string;
  readonly photo?: string;
  readonly feature: { readonly name: string } & Partial<RecipeFeature>;
  readonly objective: Recipe['objective'];
  readonly activation: Recipe['results']['activation'];
  readonly probabilities?: Probabilities;
  readonly measures?: Measures;
  readonly balance: number | null;
  readonly steps: number;
  readonly seconds: number;
}

export function outcomeOf(
  { name, photo, feature, objective, results: { activation, balance, steps } }: Recipe,
  folder: string,
  { seconds, probabilities, measures }: Told,
): Outcome {
  return {
    ...{ folder: path.resolve(folder), photo: photo?.path, feature: { name, ...feature }, objective },
    measures,
    ...{ activation, probabilities, balance, steps: steps.length, seconds },
  };
}

/** Says for people what came of a run. */
export function tell(
  flags: OutputFlags & { readonly json?: boolean; readonly quiet?: boolean },
  recipe: Recipe,
  folder: string,
  { seconds, probabilities, measures }: Told,
): void {
  if (flags.json || flags.quiet) return;
  const { activation, steps } = recipe.results;
  const whole = recipe.photo ? 'on the whole photograph' : 'on the whole picture';
  console.log(
    `${pc.bold(recipe.name)} ${whole}: activation ${arrow(activation.before, activation.after, 3)}`,
  );
  if (probabilities?.after !== undefined) {
    const { before, after } = probabilities;
    console.log(`probability ${before === undefined ? pc.bold(after.toFixed(4)) : arrow(before, after, 4)}`);
  }
  if (measures) for (const [name, value] of measureRows(measures)) console.log(`${name}: ${value}`);
  console.log(`${steps.length} steps of ${(seconds / steps.length).toFixed(2)} s; ${held(recipe)}`);
  const animation = `run.${flags.animate?.[0] ?? 'webp'}`;
  const first = flags.report
    ? 'report.html'
    : `${recipe.photo ? 'sheet.png' : 'visualization.png'} and ${animation}`;
  console.log(`pictures and recipe: ${pc.cyan(path.join(folder, path.sep))} (see ${first} first)`);
}

function held({ photo, settings, results: { balance } }: Recipe): string {
  if (!photo) return 'from noise';
  const layers = heldAt(settings);
  return layers && balance !== null
    ? `held at ${layers}, balance ${balance.toPrecision(4)}`
    : 'not held to the photograph';
}

const percent = (p: number | undefined): string => (p === undefined ? '–' : `${(100 * p).toFixed(1)} %`);

/** Says what came of an explanation. */
export function tellExplanation(
  explanation: ExplanationJson,
  folder: string,
  { json, quiet }: { readonly json?: boolean; readonly quiet?: boolean },
): void {
  if (json) console.log(JSON.stringify({ folder: path.resolve(folder), ...explanation }));
  if (json || quiet) return;
  const { said, predicted, actual, accentuations } = explanation;
  console.log('the model says');
  for (const { label, probability } of said)
    console.log(
      `${percent(probability).padStart(9)}  ${[predicted, actual].includes(label) ? pc.bold(label) : label}`,
    );
  for (const { name, probabilities, channels } of accentuations) {
    const then = `${predicted} ${percent(probabilities.predicted)}, ${actual} ${percent(probabilities.actual)}`;
    const by = channels && `; carried by ${channels.carried.map((c) => c.feature).join(', ')}`;
    console.log(`accentuated for ${pc.bold(name)}: ${then}${by ?? ''}`);
  }
  console.log(
    `page, sheet and numbers: ${pc.cyan(path.join(folder, path.sep))} (see explanation.html first)`,
  );
}
