export { type Given, isHeld } from './call.js';
export { type BatchInstance, type BatchInstantiation, instantiateEach } from './instantiate-each.js';
export { type Held, type Place, heldDims } from './place.js';
export {
  type HeldShape,
  axisImagesFirst,
  checkOneRow,
  dimsImagesFirst,
  imagesFirst,
} from './images-first.js';
export { sameNodes } from './same-nodes.js';
