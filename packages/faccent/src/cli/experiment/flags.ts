import type { DeviceChoice } from 'faccent';
import type { ModelFlags } from '../models/load.js';

/** What `experiment make` takes. */
export interface MakeFlags extends ModelFlags {
  readonly model?: string;
  readonly device: DeviceChoice;
  readonly threads?: number;
  readonly out: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}
