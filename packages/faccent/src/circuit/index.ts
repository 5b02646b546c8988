export { type Coherence, type CoherenceOptions, type Estimate, coherence } from './coherence.js';
export { circuitLayers } from './layers.js';
export { type Mask, type MaskOptions, type MaskUnit, maskFromScores, maskOverlap } from './mask.js';
export { type Scores, channelScores, weightScores } from './scores.js';
export { type AttributionVectors, attributionVectors } from './vectors.js';
export { withMask } from './with-mask.js';
