import { type Measures, measureRows } from '../measure/measure.js';
import { arrow } from '../measure/rows.js';
import { type Recipe, raisedIn, regularizedAt } from '../recipe/recipe.js';
import { transforms } from '../transform/index.js';

/** What is known of a run besides its recipe. */
export interface RunSummary {
  /** How long it took. */
  readonly seconds?: number;
  /** Of the class that was accentuated, on the photograph and on the picture. */
  readonly probabilities?: {
    readonly before?: number;
    readonly after?: number;
    /** Why they are not known. */
    readonly because?: string;
  };
  /** None for a run from noise. */
  readonly measures?: Measures;
}

/** What it is raised against, and how hard. */
function againstRows({ against, results }: Recipe): SummaryRow[] {
  if (!results.against) return [];
  const { before, after } = results.against.other;
  const rows: SummaryRow[] = [[`against ${against?.name ?? 'the other'}`, arrow(before, after, 3)]];
  if (against)
    rows.push([
      `which ${against.keep}`,
      `strength ${Number(against.strength.toPrecision(4))}, balance ${against.balance.toPrecision(4)}`,
    ]);
  return rows;
}

/** What is known of a run, for people. */
export type SummaryRow = readonly [name: string, value: string];

function probabilityRow({ before, after, because }: NonNullable<RunSummary['probabilities']> = {}):
  SummaryRow | undefined {
  if (because !== undefined) return ['no probability', because];
  if (after === undefined) return undefined;
  return ['probability', before === undefined ? after.toFixed(4) : arrow(before, after, 4)];
}

function timeRow(seconds: number | undefined, steps: number): SummaryRow | undefined {
  if (seconds === undefined) return undefined;
  return ['time', `${seconds.toFixed(1)} s, ${(seconds / steps).toFixed(2)} s a step`];
}

/**
 * A run in rows of a name and a value, for people.
 * @example console.table(summaryRows(run.recipe, { seconds: run.seconds }));
 */
export function summaryRows(recipe: Recipe, summary: RunSummary = {}): SummaryRow[] {
  const { name, feature, photo, settings, results, environment } = recipe;
  const { balance, steps } = results;
  const raised = raisedIn(recipe);
  const { seconds, probabilities, measures } = summary;
  const layers = regularizedAt(recipe);
  const distance = steps.at(-1)?.distance;
  const rows: (SummaryRow | undefined)[] = [
    ['feature', feature?.label === undefined ? name : `${name} (${feature.layer}:${feature.unit})`],
    [
      photo ? 'activation, whole photograph' : 'activation, whole picture',
      arrow(raised.before, raised.after, 3),
    ],
    ...againstRows(recipe),
    probabilityRow(probabilities),
    photo && [
      'held to the photograph',
      layers && balance !== null
        ? `at ${layers}, strength ${settings.strength as number}, balance ${balance.toPrecision(4)}`
        : 'no',
    ],
    ...(measures ? measureRows(measures) : []),
    distance === undefined ? undefined : ['distance at the last step', distance.toPrecision(4)],
    ['steps', `${steps.length}, of ${transforms.read(settings.transform).views} views each`],
    ['written as', (settings.parameterization as { readonly name: string }).name],
    ['canvas', `${settings.size[0]} × ${settings.size[1]} pixels (height × width)`],
    timeRow(seconds, steps.length),
    ['made with', `faccent ${environment.faccent}, ${environment.runtime} ${environment.runtimeVersion}`],
    ['on', `${environment.platform}; ${environment.device}, ${environment.threads} threads`],
    ['at', recipe.created.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
  ];
  return rows.filter((row) => row !== undefined);
}
