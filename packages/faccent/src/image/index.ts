export { withChange } from './change.js';
export { type EncodeOptions, encodePicture, savePicture } from './encode.js';
export { type Image, type Size, imageFromBytes, imageToBytes } from './image.js';
export { type OpacityOptions, opacityMap } from './opacity.js';
export {
  type CanvasOptions,
  type PaintedMask,
  type Photograph,
  type PictureSource,
  type PhotographOptions,
  canvasFor,
  pictureSize,
  readMask,
  readPhotograph,
} from './photograph.js';
export { type Region, type RegionBox, boxMask, regionFrom } from './region.js';
