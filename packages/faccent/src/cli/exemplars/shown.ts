import type { BlockFailure, BlockPhotograph } from './block.js';
import type { Choice, ChosenChannel } from './choice.js';
import type { Measured } from './measured.js';
import type { BoxOf } from './tables.js';

/** What pages show. */
export interface Shown {
  readonly folder: string;
  readonly photographs: string;
  readonly measured: Measured;
  readonly choice: Choice;
  readonly channels: readonly ChosenChannel[];
  /** All that were measured. */
  readonly list: readonly BlockPhotograph[];
  readonly failed: readonly BlockFailure[];
  readonly boxOf: BoxOf;
  readonly quiet: boolean;
}
