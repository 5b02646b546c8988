export { type AccentuateOptions, type Accentuation, accentuate, accentuation } from './accentuate.js';
export {
  type AttributeOptions,
  type AttributionName,
  attribute,
  attributionNames,
} from './attribution/attribute.js';
export {
  type Attribution,
  type AttributionMethod,
  type AttributionOptions,
  type ChannelReduction,
  resizeMap,
} from './attribution/attribution.js';
export { pearson, spearman, topOverlap } from './attribution/agreement.js';
export type { Baseline } from './attribution/baseline.js';
export type { PixelBox } from './attribution/boxes.js';
export {
  type Curve,
  type CurveOptions,
  deletionCurve,
  insertionCurve,
  randomOrder,
} from './attribution/curves.js';
export { gradCam } from './attribution/grad-cam.js';
export { gradientTimesInput } from './attribution/gradient-times-input.js';
export {
  type IntegratedGradients,
  type IntegratedGradientsOptions,
  integratedGradients,
} from './attribution/integrated-gradients.js';
export { type LayerOptions, lastWithPositions } from './attribution/layer-maps.js';
export { type OcclusionOptions, occlusion } from './attribution/occlusion.js';
export { type RandomizeOptions, randomizeWeights } from './attribution/randomize-weights.js';
export {
  type CropOf,
  type ReceptiveField,
  type ReceptiveFieldOptions,
  receptiveCrops,
  receptiveField,
} from './attribution/receptive-field.js';
export { type SaliencyOptions, saliency } from './attribution/saliency.js';
export {
  type SignedCam,
  type SignedCamOptions,
  percentileRange,
  signedCam,
} from './attribution/signed-cam.js';
export { type SmoothGradOptions, smoothGrad } from './attribution/smooth-grad.js';
export { type Coherence, type CoherenceOptions, type Estimate, coherence } from './circuit/coherence.js';
export { circuitLayers } from './circuit/layers.js';
export { type Mask, type MaskOptions, type MaskUnit, maskFromScores, maskOverlap } from './circuit/mask.js';
export { type Scores, channelScores, weightScores } from './circuit/scores.js';
export { type AttributionVectors, attributionVectors } from './circuit/vectors.js';
export { withMask } from './circuit/with-mask.js';
export { type GraphCache, graphCache } from './step/sessions.js';
export { type HeldLayer, heldLayersFrom } from './regularizer/regularizer.js';
export { type Region, type RegionBox, boxMask, regionFrom } from './image/region.js';
export { parseHeldLayer, parseOptimizer, parseSchedule } from './declaration/parse.js';
export { type Checkpoint, DEFAULTS, type RunOptions, type RunResult, type Step } from './step/run.js';
export { type Visualization, type VisualizeOptions, visualization, visualize } from './visualize.js';
export { RECIPE_VERSION, checkRecipe, currentRecipe } from './recipe/read-recipe.js';
export {
  type Recipe,
  type RecipeFeature,
  type RecipeSettings,
  digest,
  featureName,
  objectiveOf,
  optionsOf,
} from './recipe/recipe.js';
export { defaultThreads, runtime, runtimeName, runtimeVersion } from './platform/index.js';
export { type Benchmark, benchmark, benchmarkForward } from './benchmark.js';
export {
  type Concept,
  type CraftConcepts,
  type CraftOptions,
  type CraftRow,
  craftConcepts,
} from './concept/craft.js';
export type { BatchOptions } from './concept/each-image.js';
export { Encoder } from './concept/encoder.js';
export { type EncoderLatentOptions, encoderLatent } from './concept/encoder-latent.js';
export { contrastDirection, meanActivations } from './concept/mean-activations.js';
export { type Factorization, type Matrix, type NmfOptions, nmf } from './math/nmf.js';
export { FaccentError } from './errors.js';
export { GraphError, type ReadOptions, externalDataFiles } from 'onnx-grad';
export { type Image, type Size, imageFromBytes, imageToBytes } from './image/image.js';
export {
  type InspectOptions,
  type Strongest,
  activations,
  inputGradient,
  strongest,
} from './model/inspect.js';
export { type BootstrapOptions, type MeanInterval, bootstrap, meanInterval } from './math/bootstrap.js';
export type { Change } from './measure/change.js';
export { layerDistance } from './measure/layer-distance.js';
export { type MeasureOptions, type Measures, measure } from './measure/measure.js';
export { type Naturalness, naturalness } from './measure/naturalness.js';
export { objectiveValues } from './measure/objective-values.js';
export { type PixelDistance, pixelDistance } from './measure/pixels.js';
export { percentile, standardScore } from './math/score.js';
export { ssim } from './measure/ssim.js';
export { type OtherClass, type Transfer, transfer } from './measure/transfer.js';
export { type ModelDescription, checkDescription } from './model/description.js';
export { INPUT, type Layer } from './model/layers.js';
export { type Layers, Model, Network } from './model/model.js';
export { type Term, add, divide, multiply, negate, subtract } from './objective/algebra.js';
export {
  type AlignmentOptions,
  type DiversityOptions,
  type InterpolationEnd,
  type InterpolationOptions,
  alignment,
  diversity,
  interpolation,
} from './objective/batch.js';
export { type ChannelOptions, channel } from './objective/channel.js';
export {
  type CompareL2Options,
  type CompareOptions,
  type ComparePowerOptions,
  compareCosine,
  compareDotCosine,
  compareL1,
  compareL2,
  comparePearson,
} from './objective/compare.js';
export { objectiveFrom, objectiveNames } from './objective/describe.js';
export { type CosimOptions, type DirectionOptions, cosim, direction } from './objective/direction.js';
export { inputBlur } from './objective/input-blur.js';
export { type NeuronOptions, neuron } from './objective/neuron.js';
export type { Description, Json } from './declaration/json.js';
export type { DimsOf, Objective, ObjectiveDescription, ObjectiveInput } from './objective/objective.js';
export { parseObjective } from './objective/parse.js';
export type { Position, PositionBox } from './objective/position.js';
export {
  type SpatialCosineOptions,
  type SpatialOptions,
  spatial,
  spatialCosine,
} from './objective/spatial.js';
export type { Unit } from './objective/unit.js';
export {
  type WeightedGroupOptions,
  type WeightedNeuronOptions,
  type WeightedOptions,
  weightedChannel,
  weightedGroup,
  weightedNeuron,
} from './objective/weighted.js';
export { type OpacityOptions, opacityMap } from './image/opacity.js';
export {
  type AdamOptions,
  type NAdamOptions,
  type Optimizer,
  type SgdOptions,
  adam,
  nadam,
  optimizerFrom,
  optimizerNames,
  sgd,
} from './optimizer/optimizer.js';
export { type SharedLowResolutionOptions, batch, sharedLowResolution } from './parameterization/batch.js';
export { type CppnOptions, cppn } from './parameterization/cppn.js';
export { type FourierOptions, fourier, preconditionedFourier } from './parameterization/fourier.js';
export { parameterizationFrom, parameterizationNames } from './parameterization/describe.js';
export { type FourierPhaseOptions, fourierPhase } from './parameterization/fourier-phase.js';
export { type LaplacianOptions, laplacian } from './parameterization/laplacian.js';
export type { Parameterization, Start, Tensors } from './parameterization/parameterization.js';
export { pixel } from './parameterization/pixel.js';
export type { ColourOptions } from './parameterization/rgb.js';
export { type DeviceChoice, chooseDevice } from './platform/device.js';
export { value } from './platform/runtime.js';
export type { Backend, Device, Session, SessionOptions, Value } from './platform/runtime.js';
export {
  type CosineScheduleOptions,
  type DescribedSchedule,
  type LinearScheduleOptions,
  type Schedule,
  type StepScheduleOptions,
  constantSchedule,
  cosineSchedule,
  linearSchedule,
  scheduleFrom,
  scheduleNames,
  stepSchedule,
} from './schedule/schedule.js';
export { type BoxOptions, box } from './transform/box.js';
export { type CentreBoxOptions, centreBox } from './transform/centre-box.js';
export { colourNoise } from './transform/colour-noise.js';
export { type ComposeOptions, type Part, compose } from './transform/compose.js';
export { stageNames, transformFrom, transformNames } from './transform/describe.js';
export { type JitterStackOptions, jitterStack } from './transform/jitter-stack.js';
export { jitter } from './transform/jitter.js';
export { type PadOptions, pad } from './transform/pad.js';
export { type PixelNoiseOptions, pixelNoise } from './transform/pixel-noise.js';
export { parseTransform } from './transform/parse.js';
export { randomRotate } from './transform/random-rotate.js';
export { randomScale } from './transform/random-scale.js';
export type { Axis, Drawn, RandomDraws, Stage } from './transform/stage.js';
export type {
  Draw,
  DrawInput,
  Progress,
  Transform,
  TransformDescription,
  ViewShape,
} from './transform/transform.js';
export { whole } from './transform/whole.js';
export { type ZoomBoxOptions, zoomBox } from './transform/zoom-box.js';
