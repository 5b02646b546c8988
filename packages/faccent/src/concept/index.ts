export {
  type Concept,
  type CraftConcepts,
  type CraftOptions,
  type CraftRow,
  craftConcepts,
} from './craft.js';
export type { BatchOptions } from './each-image.js';
export { contrastDirection, meanActivations } from './mean-activations.js';
