export type { Valued, ValueOn } from './between.js';
export {
  type Direction,
  type Level,
  type LevelStep,
  type Levels,
  type LevelsOptions,
  accentuateTo,
  accentuationTo,
} from './levels.js';
export { type FollowOptions, type LevelPath, type PathPicture, type PathStep } from './path.js';
export type { Found } from './picture-at.js';
export type { WantedLevels } from './wanted.js';
