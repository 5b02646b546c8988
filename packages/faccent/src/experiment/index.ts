export {
  type AnalysisOptions,
  type ConditionDifference,
  type ConditionResult,
  type ExperimentAnalysis,
  type UnitResult,
  analyseExperiment,
} from './analyse.js';
export { ANSWER_COLUMNS, type ExperimentAnswer, formatAnswers, parseAnswers } from './answers.js';
export { accuracyChart } from './chart.js';
export { type UnitChoice, type UnitPhotographs, unitPhotographs } from './choose.js';
export {
  type ConditionSharing,
  type ExperimentDesign,
  type ExperimentTrial,
  type Side,
  experimentTrials,
  participantNumber,
} from './design.js';
export type { Exclusion, ExclusionRules } from './exclude.js';
export type { ExperimentPage, ExperimentQuery, ExperimentReferences, ExperimentUnit } from './page-data.js';
export {
  type ExperimentCondition,
  type ExperimentPlan,
  conditionOptions,
  experimentOptions,
  readExperimentPlan,
} from './plan.js';
