import path from 'node:path';
import {
  type ExplanationJson,
  type Recipe,
  type RecipeFeature,
  type RunSummary,
  type TradeOff,
  measureRows,
  regularizedAt,
} from 'faccent';
import { raisedIn } from '../../recipe/recipe.js';
import pc, { nameLine } from './colours.js';
import { type AuditOutcome, auditRow } from './audit.js';
import type { OutputFlags } from '../flags/groups.js';
import { note } from './note.js';

/** What is known of a run besides its recipe, once it has ended. */
export type Summary = RunSummary & {
  readonly seconds: number;
  /** That no gradient ever reached the picture. */
  readonly dead?: true;
};

const arrow = (before: number, after: number, digits: number): string =>
  `${before.toFixed(digits)} → ${pc.bold(after.toFixed(digits))}`;

/** What a run was raised against, and what became of both. */
const againstOf = ({ against, results }: Recipe): Outcome['against'] =>
  against && results.against && { ...against, ...results.against };

/** What a feature was raised against, how hard, and what became of that. */
export function againstLine({
  name,
  keep,
  strength,
  balance,
  other,
}: NonNullable<Outcome['against']>): string {
  const how = `${keep}; strength ${Number(strength.toPrecision(4))}, balance ${balance.toPrecision(4)}`;
  return `against ${name}: ${arrow(other.before, other.after, 3)} (${how}); trade-off.svg draws both`;
}

/** What came of a run, as JSON says it. */
export interface Outcome {
  readonly folder: string;
  readonly photo?: string;
  readonly feature: { readonly name: string } & Partial<RecipeFeature>;
  readonly objective: Recipe['objective'];
  /** Of one feature against another, of what is raised. */
  readonly activation: Recipe['results']['activation'];
  readonly against?: NonNullable<Recipe['against']> & TradeOff;
  readonly probabilities?: Summary['probabilities'];
  readonly measures?: Summary['measures'];
  /** That no gradient ever reached the picture. */
  readonly dead?: true;
  readonly balance: number | null;
  readonly steps: number;
  readonly seconds: number;
}

export function outcomeOf(
  recipe: Recipe,
  folder: string,
  { seconds, dead, probabilities, measures }: Summary,
): Outcome {
  const { name, photo, feature, objective, results } = recipe;
  const { balance, steps } = results;
  return {
    ...{ folder: path.resolve(folder), photo: photo?.path, feature: { name, ...feature }, objective },
    measures,
    activation: raisedIn(recipe),
    against: againstOf(recipe),
    ...{ probabilities, dead, balance, steps: steps.length, seconds },
  };
}

/** Says for people what came of a run. */
export function printRun(
  flags: OutputFlags & { readonly json?: boolean; readonly quiet?: boolean },
  recipe: Recipe,
  folder: string,
  { seconds, dead, probabilities, measures }: Summary,
): void {
  if (flags.json || flags.quiet) return;
  const { steps } = recipe.results;
  const activation = raisedIn(recipe);
  const whole = recipe.photo ? 'on the whole photograph' : 'on the whole picture';
  console.log(
    `${pc.bold(recipe.name)} ${whole}: activation ${arrow(activation.before, activation.after, 3)}`,
  );
  const against = againstOf(recipe);
  if (against) console.log(againstLine(against));
  if (dead) note(deadUnit(recipe.name, Boolean(recipe.settings.redirect)));
  if (probabilities?.because !== undefined) note(`its probability is not known: ${probabilities.because}`);
  if (probabilities?.after !== undefined) {
    const { before, after } = probabilities;
    console.log(`probability ${before === undefined ? pc.bold(after.toFixed(4)) : arrow(before, after, 4)}`);
  }
  if (measures) for (const [name, value] of measureRows(measures)) console.log(nameLine(`${name}: ${value}`));
  console.log(`${steps.length} steps of ${(seconds / steps.length).toFixed(2)} s; ${regularized(recipe)}`);
  const animation = `run.${flags.animate?.[0] ?? 'webp'}`;
  const first = flags.report
    ? 'report.html'
    : `${recipe.photo ? 'sheet.png' : 'visualization.png'} and ${animation}`;
  console.log(`pictures and recipe: ${pc.cyan(path.join(folder, path.sep))} (see ${first} first)`);
}

/** What is said of a unit that nothing moved. @param redirected whether gradients passed closed ReLUs */
export function deadUnit(name: string, redirected: boolean): string {
  const hint = redirected ? '' : '--redirect lets gradients pass closed ReLUs; or ';
  return `${name} is dead here: no gradient of it reached the picture, and nothing moved it; ${hint}take another unit, or start from another picture`;
}

function regularized(recipe: Recipe): string {
  const { photo, results } = recipe;
  if (!photo) return 'from noise';
  const { balance } = results;
  const layers = regularizedAt(recipe);
  return layers && balance !== null
    ? `held at ${nameLine(layers)}, balance ${balance.toPrecision(4)}`
    : 'not held to the photograph';
}

const percent = (p: number | undefined): string => (p === undefined ? '–' : `${(100 * p).toFixed(1)} %`);

/** What came of an explanation, as JSON says it. */
export type ExplanationOutcome = ExplanationJson & { readonly folder: string };

/** What came of anything that is kept from its beginning. */
export type AnyOutcome = Outcome | ExplanationOutcome | AuditOutcome;

/** What came of one among several: the photograph, what it is of, the activation, the folder. */
export function outcomeRow(outcome: AnyOutcome): string[] {
  if ('checks' in outcome) return auditRow(outcome);
  const { photo = '', folder } = outcome;
  const [what, came] =
    'feature' in outcome
      ? [
          outcome.feature.name,
          `${outcome.activation.before.toFixed(3)} → ${outcome.activation.after.toFixed(3)}`,
        ]
      : [`${outcome.predicted}, not ${outcome.actual}`, ''];
  const where = pc.cyan(path.join(path.relative('', folder), path.sep));
  return [nameLine(path.basename(photo)), nameLine(what), came, where];
}

/** Says for people what came of an explanation. */
export function printExplanation(
  explanation: ExplanationJson,
  folder: string,
  { json, quiet }: { readonly json?: boolean; readonly quiet?: boolean },
): void {
  if (json || quiet) return;
  const { said, predicted, actual, accentuations } = explanation;
  console.log('the model says');
  for (const { label, probability } of said)
    console.log(
      `${percent(probability).padStart(9)}  ${[predicted, actual].includes(label) ? pc.bold(label) : nameLine(label)}`,
    );
  for (const { name, probabilities, carriers } of accentuations) {
    const then = `${nameLine(predicted)} ${percent(probabilities.predicted)}, ${nameLine(actual)} ${percent(probabilities.actual)}`;
    console.log(`accentuated for ${pc.bold(name)}: ${then}`);
    for (const { feature, photograph, accentuated } of carriers?.channels ?? [])
      console.log(`  carried by ${pc.bold(feature)}, which adds ${arrow(photograph, accentuated, 2)}`);
  }
  if (explanation.layer === undefined)
    console.log(
      'no layer before the classes has a grid of positions: name one with --layer to see its channels',
    );
  console.log(
    `page, sheet and numbers: ${pc.cyan(path.join(folder, path.sep))} (see explanation.html first)`,
  );
}
