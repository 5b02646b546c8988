import { type Recipe, transformFrom } from 'faccent';
import { heldAt } from '../../held.js';

/** What a run's command knows besides its recipe. */
export interface Measured {
  readonly seconds: number;
  readonly probabilities?: { readonly before?: number; readonly after?: number };
}

/** A row of the table of measures. */
export type Row = readonly [name: string, value: string];

const arrow = (before: number, after: number, digits: number): string =>
  `${before.toFixed(digits)} → ${after.toFixed(digits)}`;

function probability({ before, after }: NonNullable<Measured['probabilities']> = {}): Row | undefined {
  if (after === undefined) return undefined;
  return ['probability', before === undefined ? after.toFixed(4) : arrow(before, after, 4)];
}

/** What was measured of a run, for people. */
export function measures(recipe: Recipe, { seconds, probabilities }: Measured): Row[] {
  const { name, feature, photo, parameterization, settings, results, environment } = recipe;
  const held = heldAt(settings);
  const distance = results.steps.at(-1)?.distance;
  const rows: (Row | undefined)[] = [
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
