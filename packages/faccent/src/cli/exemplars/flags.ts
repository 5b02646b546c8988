import type { DeviceChoice, Size } from 'faccent';
import type { ModelFlags } from '../models/load.js';
import type { Choice } from './choice.js';
import type { Shard } from './measure.js';

/** The flags of `exemplars`. */
export interface ExemplarsFlags extends ModelFlags, Choice {
  readonly model?: string;
  readonly layers?: readonly string[];
  readonly size: Size;
  readonly background?: string;
  readonly shard?: Shard;
  readonly merge?: readonly string[];
  readonly out: string;
  readonly device: DeviceChoice;
  readonly threads?: number;
  readonly json?: boolean;
}
