export { type Batching } from './batching.js';
export { type CopyOptions, type Layers } from './copy.js';
export { type ModelDescription, checkDescription } from './description.js';
export { INPUT, type Layer } from './layers.js';
export { mainLayers } from './main-layers.js';
export { Model, type ModelOrigin, type ModelReadOptions } from './model.js';
export { Network } from './network.js';
export { Encoder } from './encoder.js';
