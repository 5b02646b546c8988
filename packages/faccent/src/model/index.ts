export { type Batching } from './batching.js';
export { type CopyOptions, type Layers } from './copy.js';
export { type ModelDescription, checkDescription } from './description.js';
export { type InspectOptions, type Strongest, activations, inputGradient, strongest } from './inspect.js';
export { INPUT, type Layer } from './layers.js';
export { Model, type ModelOrigin, type ModelReadOptions } from './model.js';
export { Network } from './network.js';
