import type { Recipe } from '../recipe/recipe.js';
import { transformFrom } from '../transform/describe.js';
import type { Probabilities, Told } from '../cli/print/run.js';
import { heldAt } from '../cli/held.js';
import { type MeasureRow, arrow, measureRows } from '../cli/measures.js';

function probability({ before, after }: Probabilities = {}): MeasureRow | undefined {
  if (after === undefined) return undefined;
  return ['probability', before === undefined ? after.toFixed(4) : arrow(before, after, 4)];
}

/** What was measured of a run, for people. */
export function rowsOf(recipe: Recipe, { seconds, probabilities, measures }: Told): MeasureRow[] {
  const { name, feature, photo, parameterization, settings, results, environment } = recipe;
  const held = heldAt(settings);
  const distance = results.steps.at(-1)?.distance;
  const rows: (MeasureRow | undefined)[] = [
    ['feature', feature?.label === undefined ? name : `${name} (${feature.layer}:${feature.unit})`],
    [
      photo ? 'activation, whole photograph' : 'activation, whole picture',
      arrow(results.activation.before, results.activation.after, 3),
    ],
    probability(probabilities),
    photo && [
      'held to the photograph',
      held && results.balance !== null
        ? `at ${held}, strength ${settings.strength}, balance ${results.balance.toPrecision(4)}`
        : 'no',
    ],
    ...(measures ? measureRows(measures) : []),
    distance === undefined ? undefined : ['distance at the last step', distance.toPrecision(4)],
    ['steps', `${results.steps.length}, of ${transformFrom(settings.transform).crops} views each`],
    ['written as', parameterization.name],
    ['canvas', `${settings.size[0]} × ${settings.size[1]} pixels (height × width)`],
    ['time', `${seconds.toFixed(1)} s, ${(seconds / results.steps.length).toFixed(2)} s a step`],
    ['made with', `faccent ${environment.faccent}, ${environment.runtime} ${environment.runtimeVersion}`],
    ['on', `${environment.platform}; ${environment.device}, ${environment.threads} threads`],
    ['at', recipe.created.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
  ];
  return rows.filter((row) => row !== undefined);
}
