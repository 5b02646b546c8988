export type { InspectOptions } from './options.js';
export { type Observation, type Observer, activations, observer } from './observer.js';
export { type Strongest, strongest } from './strongest.js';
export { type StrongestAt, strongestAt } from './strongest-at.js';
export { inputGradient } from './input-gradient.js';
export { objectiveValues } from './objective-values.js';
