import type { IntervalSeries } from 'faccent';

/** A chart of series over named places, with the name of its file. */
export interface Chart {
  readonly file: string;
  readonly title: string;
  readonly places: readonly string[];
  readonly series: readonly IntervalSeries[];
}

/** A claim's section of the page. */
export interface Section {
  readonly title: string;
  readonly verdict: string;
  readonly text: string;
  readonly charts?: readonly Chart[];
}
