export type { ExplainedChannel } from './channel-runs.js';
export type { ActivationMap, Carrier, Carriers, Contribution } from './channels.js';
export type { ExplainedClasses, ExplanationPart, ScoredClass } from './classes.js';
export {
  type ExplainOptions,
  type Explanation,
  explain,
  explainedNames,
  explanation,
} from './explanation.js';
export type { ExplainedPart } from './parts.js';
export type { ExplanationPlace, ExplanationStep, WhereLeft } from './run.js';
