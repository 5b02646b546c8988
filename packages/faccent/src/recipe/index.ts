export { checkRecipe } from './check.js';
export { type RecipeParts, recipe } from './make.js';
export {
  RECIPE_VERSION,
  type Recipe,
  type RecipeFeature,
  type RecipeSettings,
  type RecordedFile,
  type RecordedLevel,
  type RecordedPhoto,
  type RunRequest,
  featureName,
  objectiveOf,
  regularizedAt,
} from './recipe.js';
export {
  type RecipeInputs,
  type RecipeOptions,
  type RecipeRun,
  type Replay,
  replay,
  runRecipe,
} from './replay.js';
export { type LevelsRun, type LevelsRunOptions, replayLevels, runLevels } from './levels-run.js';
export type { Comparison } from './compared.js';
export { optionsOf } from './settings.js';
