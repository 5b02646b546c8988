import { type GraphCache, runLevels } from 'faccent';
import { pictureOf } from './pictures.js';
import type { LevelPicture, LevelsNews } from './protocol.js';
import type { Run } from './run.js';

/**
 * A series of levels as a run that has ended was asked: one ascent and one descent.
 * @param news is told of each step, and says whether to go on
 * @returns nothing where it was not to go on
 */
export async function levelsOf(
  { model, photo, ended }: Run,
  levels: number,
  cache: GraphCache,
  news: (told: LevelsNews) => boolean | Promise<boolean>,
): Promise<LevelPicture[] | undefined> {
  if (!ended || !photo) throw new Error('levels are of a run from a photograph that has ended');
  const series = runLevels({ ...ended.recipe, levels }, { model, photo }, { cache });
  // both directions
  const total = 2 * (ended.recipe.settings.steps as number);
  try {
    for (let done = 0; ; done++) {
      // asked of the page, which is heard by that between two steps
      if (!(await news({ done, total }))) return undefined;
      const next = await series.next();
      if (!next.done) continue;
      return next.value.result.levels.map(({ reached, image }) => ({
        activation: reached,
        picture: pictureOf(image),
      }));
    }
  } finally {
    await series.return(undefined as never);
  }
}
