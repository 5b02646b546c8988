import type { ExperimentDesign } from './design.js';

/** The format of what an experiment's page is made of. */
export const EXPERIMENT_FORMAT = 'faccent-experiment';

/** A query: a picture's file, from the page, and the unit's activation in it. */
export interface ExperimentQuery {
  readonly picture: string;
  readonly activation: number;
}

/** Reference pictures of a unit's two ends, by their files. */
export interface ExperimentReferences {
  readonly low: readonly string[];
  readonly high: readonly string[];
}

/** A unit that is asked about. */
export interface ExperimentUnit {
  readonly layer: string;
  readonly unit: number;
  readonly pairs: readonly { readonly low: ExperimentQuery; readonly high: ExperimentQuery }[];
  /** Of each condition; null where it shows none. */
  readonly references: readonly (ExperimentReferences | null)[];
}

/**
 * All that an experiment's page has.
 * @example
 * const html = await readFile('experiment.html', 'utf8'); // a page that `faccent experiment` made
 * const [, json] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)!;
 * const { units, conditions } = JSON.parse(json) as ExperimentPage;
 */
export interface ExperimentPage {
  readonly format: typeof EXPERIMENT_FORMAT;
  readonly version: 1;
  /** What tells this experiment's answers from those of others: a hash of all else. */
  readonly id: string;
  readonly title: string;
  readonly consent: readonly string[];
  readonly instructions?: readonly string[];
  readonly question: string;
  readonly design: ExperimentDesign;
  /** What conditions are called, in the design's order. */
  readonly conditions: readonly string[];
  /** Those of practice last. */
  readonly units: readonly ExperimentUnit[];
}
