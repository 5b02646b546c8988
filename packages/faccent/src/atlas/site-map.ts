import type { SiteCell, SiteState } from './site.js';

/** A photograph that cells of a map show: the SHA-256 of its file, and its name. */
export type SiteMapPhotograph = readonly [sha256: string, name: string];

/** A cell of a map's grid. */
export interface SiteMapCell {
  readonly row: number;
  readonly column: number;
  /** Points in it. */
  readonly count: number;
  /** Of the job that makes its picture. */
  readonly id: string;
  readonly state: SiteState;
  /** None where there is no picture yet. */
  readonly thumbnail?: SiteCell;
  /** What its photographs are taken for more than others are; strongest first. */
  readonly labels: readonly { readonly label: string; readonly probability: number }[];
  /** Photographs most like the cell's mean, each by the part that one position sees: which of the map's `photographs`. */
  readonly examples: readonly { readonly photograph: number; readonly thumbnail?: SiteCell }[];
}

/** A grid over a map. */
export interface SiteMapLevel {
  /** Cells along each side. */
  readonly side: number;
  readonly cells: readonly SiteMapCell[];
}

/**
 * An activation atlas as a site has it, in a file of its own.
 * @example
 * const { levels } = JSON.parse(await readFile('site/data/map.json', 'utf8')) as SiteMap;
 * for (const { side, cells } of levels) console.log(`${side} × ${side}: ${cells.length} cells have points`);
 */
export interface SiteMap {
  readonly name: string;
  readonly layer: string;
  readonly points: number;
  /** Files of thumbnails. */
  readonly sheets: readonly string[];
  readonly photographs: readonly SiteMapPhotograph[];
  /** Coarse ones first. */
  readonly levels: readonly SiteMapLevel[];
}
