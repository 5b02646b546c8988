import path from 'node:path';
import type { AnimationFormat, LevelRow, Recipe } from 'faccent';
import { largest } from '../../math/extremes.js';
import pc from './colours.js';
import { note } from './note.js';
import { type Outcome, againstLine, deadUnit, outcomeOf } from './run.js';

/** What came of a series of levels, as JSON says it: its activation is that of the photograph, and of the highest level. */
export interface LevelsOutcome extends Outcome {
  readonly levels: readonly LevelRow[];
  /** As `Levels` has it. */
  readonly range: readonly [low: number, high: number];
}

/** What is known of a series besides its recipe. */
interface LevelsSummary {
  readonly rows: readonly LevelRow[];
  readonly range: LevelsOutcome['range'];
  readonly dead: boolean;
  readonly seconds: number;
}

export const levelsOutcome = (
  recipe: Recipe,
  folder: string,
  { rows, range, dead, seconds }: LevelsSummary,
): LevelsOutcome => ({
  ...outcomeOf(recipe, folder, { seconds, ...(dead && { dead }) }),
  levels: rows,
  range,
});

/** Says for people what came of a series of levels. */
export function printLevels(
  outcome: LevelsOutcome,
  folder: string,
  { json, quiet, animate = ['webp'] }: LevelsPrinting,
): void {
  if (json || quiet) return;
  const { feature, activation, levels, steps, seconds } = outcome;
  const found = levels.filter(({ missed }) => !missed);
  const missed = levels.filter((level) => level.missed);
  console.log(
    `${pc.bold(feature.name)} on the whole photograph: activation ${activation.before.toFixed(3)}; ${levels.length} ${levels.length === 1 ? 'level' : 'levels'} from ${pc.bold(levels[0]!.reached.toFixed(3))} to ${pc.bold(levels.at(-1)!.reached.toFixed(3))}`,
  );
  if (outcome.against) console.log(againstLine(outcome.against));
  if (found.length) {
    const error = largest(found.map((level) => Math.abs(level.error)));
    console.log(`each within ${(100 * error).toFixed(2)} % of their range of what was wanted`);
  }
  if (outcome.dead) note(deadUnit(feature.name, false));
  else if (missed.length) note(outOfReach(missed));
  console.log(`${steps} steps in ${seconds.toFixed(1)} s`);
  const first = ['sheet.png', ...animate.slice(0, 1).map((format) => `levels.${format}`)].join(' and ');
  console.log(
    `pictures, levels.csv and recipe: ${pc.cyan(path.join(folder, path.sep))} (see ${first} first)`,
  );
}

interface LevelsPrinting {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly animate?: readonly AnimationFormat[];
}

function outOfReach(missed: readonly LevelRow[]): string {
  const which = missed.map(({ wanted, reached }) => `${wanted} (nearest: ${reached.toFixed(3)})`).join(', ');
  const [what, have] = missed.length === 1 ? ['a level is', 'it has'] : ['levels are', 'they have'];
  return `${what} out of reach, and ${have} the nearest picture: ${which}; more --steps or less --strength go further`;
}
