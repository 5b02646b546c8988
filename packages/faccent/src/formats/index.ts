export { formatNpy, parseNpy } from './npy.js';
export { type Tensor as FileTensor, formatSafetensors, parseSafetensors } from './safetensors.js';
