import type { Level, Levels } from '../levels/levels.js';
import { percentile } from '../math/score.js';

/** What is said of a level, in tables and in JSON. */
export interface LevelRow extends Pick<
  Level,
  'wanted' | 'reached' | 'direction' | 'step' | 'other' | 'missed'
> {
  /** How far it is from what was wanted, as a part of the range of the series. */
  readonly error: number;
  /** The percentage of natural activations below it, where those are known. */
  readonly percentile?: number;
  /** The file of its picture. */
  readonly picture: string;
}

/** A level's file, numbered so that names sort as levels do. */
const pictureName = (i: number, count: number): string =>
  `level-${String(i + 1).padStart(String(count).length, '0')}`;

/**
 * A series of levels in rows, from the lowest up.
 * @param natural activations of natural photographs, which levels are placed among
 * @example console.table(levelRows(await accentuateTo(model, photo, objective, 3)));
 */
export function levelRows({ levels, range: [low, high] }: Levels, natural?: ArrayLike<number>): LevelRow[] {
  return levels.map(({ wanted, reached, direction, step, other, missed }, i) => ({
    ...{ wanted, reached, error: high === low ? 0 : (reached - wanted) / (high - low), direction, step },
    ...(other !== undefined && { other }),
    ...(missed && { missed }),
    ...(natural && { percentile: percentile(reached, natural) }),
    picture: `${pictureName(i, levels.length)}.png`,
  }));
}
