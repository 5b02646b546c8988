/** What a report's page shows, as JSON in it. */
export interface ReportData {
  /** Height and width of the pictures on the page, in pixels. */
  readonly size: readonly [number, number];
  /** The photograph, as a data URL. */
  readonly photo: string;
  /** The run's snapshots, the finished accentuation last. */
  readonly frames: readonly Frame[];
  readonly opacity: OpacityCodes;
}

export interface Frame {
  /** Steps that have been made. */
  readonly step: number;
  /** A data URL. */
  readonly image: string;
  readonly activation: number;
  readonly distance?: number;
}

/**
 * The opacity sum, mean over channels, for the page to make maps of any percentile from: a byte a position in base64,
 * 255 √(v / top) with values above top cut off. The root keeps small values apart, which most are.
 */
export interface OpacityCodes {
  readonly size: readonly [number, number];
  readonly codes: string;
  /** Standard deviation of the map's blur, in positions. */
  readonly blur: number;
}
