import { intervalChart } from 'faccent';
import type { Areas } from './numbers.js';

/** Labels along the axis stand so many points apart. */
const LABELLED = 5;

/**
 * Deletion and insertion as SVG, by file: a line for each map, over the share of pixels that have changed.
 * @param curves by the map's name, all with as many points
 * @param feature what the values are of
 */
export async function curveCharts(
  curves: ReadonlyMap<string, Areas>,
  feature: string,
): Promise<Map<string, string>> {
  const ways = ['deletion', 'insertion'] as const;
  const charts = await Promise.all(
    ways.map(async (way) => {
      const series = [...curves].map(([label, areas]) => ({
        label,
        values: areas[way].values.map((v) => ({ mean: v, low: v, high: v })),
      }));
      const last = series[0]!.values.length - 1;
      const places = series[0]!.values.map((_, i) =>
        i % LABELLED === 0 ? `${Math.round((100 * i) / last)} %` : '',
      );
      return [`${way}.svg`, await intervalChart(`${feature}: ${way}`, places, series, [0])] as const;
    }),
  );
  return new Map(charts);
}
