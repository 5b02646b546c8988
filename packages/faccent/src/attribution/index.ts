export * from './all.js';
export { pearson, spearman, topOverlap } from './agreement.js';
export { type AttributeOptions, type AttributionName, attribute, attributionNames } from './attribute.js';
export {
  type Attribution,
  type AttributionOptions,
  type ChannelReduction,
  type PartedAttribution,
  isParted,
  resizeMap,
} from './attribution.js';
export type { Baseline } from './baseline.js';
export type { PixelBox } from './boxes.js';
export { type Curve, type CurveOptions, deletionCurve, insertionCurve, randomOrder } from './curves.js';
export { type LayerOptions, lastWithPositions } from './layer-maps.js';
export type { AttributionMethod, MethodTraits } from './method.js';
export { attributionMethods } from './methods.js';
export { percentileRange } from './percentile-range.js';
export { type RandomizeOptions, randomizeWeights } from './randomize-weights.js';
export {
  type CropOf,
  type ReceptiveField,
  type ReceptiveFieldOptions,
  receptiveCrops,
  receptiveField,
} from './receptive-field.js';
