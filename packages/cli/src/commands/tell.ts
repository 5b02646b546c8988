import path from 'node:path';
import type { Recipe } from 'faccent';
import pc from 'picocolors';
import type { OutputFlags } from '../options.js';
import type { ExplanationJson } from '../outputs/explanation.js';

export interface Probabilities {
  readonly before?: number;
  readonly after?: number;
}

const arrow = (before: number, after: number, digits: number): string =>
  `${before.toFixed(digits)} → ${pc.bold(after.toFixed(digits))}`;

/** Says what came of a run: as JSON, for people, or not at all. */
export function tell(
  flags: OutputFlags & { readonly json?: boolean; readonly quiet?: boolean },
  recipe: Recipe,
  folder: string,
  seconds: number,
  probabilities?: Probabilities,
): void {
  const { activation, balance, steps } = recipe.results;
  if (flags.json) {
    const feature = { name: recipe.name, ...recipe.feature };
    const { objective } = recipe;
    const all = { folder: path.resolve(folder), feature, objective, activation, probabilities, balance };
    console.log(JSON.stringify({ ...all, steps: steps.length, seconds }));
    return;
  }
  if (flags.quiet) return;
  const whole = recipe.photo ? 'on the whole photograph' : 'on the whole picture';
  console.log(
    `${pc.bold(recipe.name)} ${whole}: activation ${arrow(activation.before, activation.after, 3)}`,
  );
  if (probabilities?.after !== undefined) {
    const { before, after } = probabilities;
    console.log(`probability ${before === undefined ? pc.bold(after.toFixed(4)) : arrow(before, after, 4)}`);
  }
  console.log(`${steps.length} steps of ${(seconds / steps.length).toFixed(2)} s; ${held(recipe)}`);
  const animation = `run.${flags.animate?.[0] ?? 'webp'}`;
  const first = flags.report
    ? 'report.html'
    : `${recipe.photo ? 'sheet.png' : 'visualization.png'} and ${animation}`;
  console.log(`pictures and recipe: ${pc.cyan(path.join(folder, path.sep))} (see ${first} first)`);
}

function held({ photo, settings: { regularize }, results: { balance } }: Recipe): string {
  if (!photo) return 'from noise';
  return regularize && balance !== null
    ? `held at ${regularize}, balance ${balance.toPrecision(4)}`
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
