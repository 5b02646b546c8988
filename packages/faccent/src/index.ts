// The method
export { type AccentuateOptions, type Accentuation, accentuate, accentuation } from './accentuate.js';
export * from './opposed/index.js';
export { type PrepareOptions, prepare } from './prepare.js';
export { type Visualization, type VisualizeOptions, visualization, visualize } from './visualize.js';
export { DEFAULTS, type RunOptions, executionOptions, pictureOptions, recordedOptions } from './options.js';
export * from './step/index.js';

// What it is made of
export * from './objective/index.js';
export * from './parameterization/index.js';
export * from './transform/index.js';
export * from './regularizer/index.js';
export * from './optimizer/index.js';
export * from './schedule/index.js';
export * from './declaration/index.js';

// Networks, photographs, recipes
export * from './models/index.js';
export * from './model/index.js';
export * from './image/index.js';
export * from './recipe/index.js';

// What else can be asked of a network, and how it is shown
export * from './attribution/index.js';
export * from './audit/index.js';
export * from './circuit/index.js';
export * from './concept/index.js';
export * from './exemplars/index.js';
export * from './experiment/index.js';
export * from './explanation/index.js';
export * from './levels/index.js';
export * from './measure/index.js';
export * from './report/index.js';
export * from './formats/index.js';
export * from './inspect/index.js';
export {
  type NaturalPath,
  type Path,
  type PathAtLayer,
  type PathOptions,
  comparedPaths,
  naturalPath,
  pathOf,
} from './audit/path.js';
export type * from './atlas/site.js';
export type * from './atlas/site-map.js';
export { type Benchmark, benchmark, benchmarkForward } from './benchmark.js';

// Where it runs
export * from './platform/index.js';
export * from './math/index.js';
export { FaccentError } from './errors.js';
export { GraphError, type ReadOptions, externalDataFiles } from 'onnx-grad';
