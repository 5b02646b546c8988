import {
  type Direction,
  type LevelStep,
  type LevelsRun,
  levelRows,
  levelsFiles,
  objectives,
  runLevels,
} from 'faccent';
import { given } from '../../objective/given.js';
import { isRunFile } from '../../report/own-files.js';
import { type LevelsOutcome, levelsOutcome, printLevels } from '../print/levels.js';
import { noteOnce } from '../print/note.js';
import { type BegunRun, type CarryOutOptions, type Loaded, picturesOf } from './carry-out.js';
import { isQuiet } from './job.js';
import { carryOutParts } from './kept-parts.js';
import { naturalValues } from './wanted-levels.js';

/** How directions are told of. */
const TOLD: Readonly<Record<Direction, string>> = {
  ascent: 'upwards',
  descent: 'downwards',
};

/**
 * Makes a series of levels from where it was left, and writes all of its files or none. Each direction is kept by itself,
 * with its pictures.
 * @throws Interrupted with the series kept
 */
export async function carryOutLevels(
  begun: BegunRun,
  { model, encoder, networks, comparisons }: Loaded,
  { flags, cache, interrupt, onKept }: CarryOutOptions,
): Promise<LevelsOutcome> {
  const { store, output } = begun;
  const { folder, asked } = store;
  const { request, outputs } = asked;
  const quiet = isQuiet(flags);
  const { photo, mask } = await picturesOf(store, quiet);
  const named = { model, encoder: encoder?.encoder, networks };
  return carryOutParts<LevelStep, LevelsRun, LevelsOutcome>(
    begun,
    { flags, interrupt, onKept },
    {
      pixels: photo.data,
      begin: ({ left, onPart, backend }) =>
        runLevels(
          request,
          { photo, mask, ...named },
          {
            ...{ resume: left, cache, backend, note: quiet ? undefined : noteOnce },
            onDirection: (direction, place) =>
              onPart(`${request.name} ${TOLD[direction]}`, {
                ...place,
                steps: request.settings.steps as number,
              }),
          },
        ),
      write: async ({ recipe, result, seconds }, before) => {
        const whole = objectives.read(request.objective, { given: given(named) });
        const objective = whole.against?.raised ?? whole;
        const natural = await interrupt.during(
          comparisons(request, request.settings.size, model).then((compared) =>
            naturalValues(compared, model, objective, { ...request.environment, photograph: photo }),
          ),
        );
        const { animate } = outputs;
        await output.write(await levelsFiles(recipe, photo, result, { animate, natural }), isRunFile);
        await store.finish();
        const outcome = levelsOutcome(recipe, folder, {
          rows: levelRows(result, natural),
          range: result.range,
          dead: gone(result).every(({ steps }) => steps.at(-1)?.dead),
          seconds: before + seconds,
        });
        printLevels(outcome, folder, { ...flags, animate });
        return outcome;
      },
    },
  );
}

const gone = ({ paths: { ascent, descent } }: LevelsRun['result']) =>
  [ascent, descent].flatMap((path) => path ?? []);
