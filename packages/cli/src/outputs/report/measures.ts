import { type Recipe, featureName } from 'faccent';

/** What a run's command knows besides its recipe. */
export interface Measured {
  readonly seconds: number;
  readonly probabilities?: { readonly before?: number; readonly after?: number };
}

/** A row of the table of measures. */
export type Row = readonly [name: string, value: string];

const arrow = (before: number, after: number, digits: number): string =>
  `${before.toFixed(digits)} → ${after.toFixed(digits)}`;

/** What was measured of a run, for people. */
export function measures(recipe: Recipe, { seconds, probabilities }: Measured): Row[] {
  const { feature, settings, results, environment } = recipe;
  const { layer, unit } = feature;
  const distance = results.steps.at(-1)?.distance;
  const rows: (Row | undefined)[] = [
    ['feature', feature.label === undefined ? featureName(feature) : `${feature.label} (${layer}:${unit})`],
    ['activation, whole photograph', arrow(results.activation.before, results.activation.after, 3)],
    probabilities?.before !== undefined && probabilities.after !== undefined
      ? ['probability', arrow(probabilities.before, probabilities.after, 4)]
      : undefined,
    [
      'held to the photograph',
      settings.regularize && results.balance !== null
        ? `at ${settings.regularize}, strength ${settings.strength}, balance ${results.balance.toPrecision(4)}`
        : 'no',
    ],
    distance === undefined ? undefined : ['distance at the last step', distance.toPrecision(4)],
    ['steps', `${results.steps.length}, of ${settings.crops} views each`],
    ['canvas', `${settings.size[0]} × ${settings.size[1]} pixels (height × width)`],
    ['time', `${seconds.toFixed(1)} s, ${(seconds / results.steps.length).toFixed(2)} s a step`],
    ['made with', `faccent ${environment.faccent}, ${environment.runtime} ${environment.runtimeVersion}`],
    ['on', `${environment.platform}; ${environment.device}, ${environment.threads} threads`],
    ['at', recipe.created.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
  ];
  return rows.filter((row) => row !== undefined);
}
