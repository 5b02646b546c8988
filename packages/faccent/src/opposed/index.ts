export { balanceAgainst } from './balance.js';
export type { TunedRun } from './strength.js';
export { type Tunable, type Tuned, type TuneOptions, tuneAgainst } from './tune.js';
