export type { ComparedChannel, EarlyChannels } from './channels.js';
export type { ExplainedClasses, ExplanationPart, ScoredClass } from './classes.js';
export {
  type ExplainOptions,
  type ExplainedPart,
  type Explanation,
  type ExplanationStep,
  explain,
  explainedNames,
  explanation,
} from './explanation.js';
