import { intervalChart } from '../../report/intervals.js';
import type { Areas } from './numbers.js';

/** Labels along the axis stand so many points apart. */
const LABELLED = 5;

/**
 * Deletion and insertion as SVG, by file: a line for each map, over the share of pixels that have changed.
 * @param curves by the map's name, all with as many points
 * @param feature what the values are of
 */
export function curveCharts(curves: ReadonlyMap<string, Areas>, feature: string): Map<string, string> {
  const ways = ['deletion', 'insertion'] as const;
  return new Map(
    ways.map((way) => {
      const series = [...curves].map(([label, areas]) => ({
        label,
        values: areas[way].values.map((v) => ({ mean: v, low: v, high: v })),
      }));
      const last = series[0]!.values.length - 1;
      const places = series[0]!.values.map((_, i) =>
        i % LABELLED === 0 ? `${Math.round((100 * i) / last)} %` : '',
      );
      return [`${way}.svg`, intervalChart(`${feature}: ${way}`, places, series, [0])];
    }),
  );
}
