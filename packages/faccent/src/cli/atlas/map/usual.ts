import type { Size } from 'faccent';
import type { RunOptionFlags } from '../../flags/run-options.js';
import type { RunFlags } from '../../jobs/job.js';
import type { ModelFlags } from '../../models/load.js';

/** The flags of `atlas map`. */
export interface MapFlags extends ModelFlags, RunFlags, RunOptionFlags {
  readonly model?: string;
  readonly layer: string;
  readonly grid?: readonly number[];
  readonly positions?: number;
  readonly least?: number;
  readonly name?: string;
  readonly size?: Size;
  readonly background?: string;
  readonly out: string;
}

/** What is done unless flags say otherwise: many pictures, each of which is looked at small. */
export const USUAL = { side: 128, steps: 80, views: 4, grid: [10, 20], least: 3 } as const;
