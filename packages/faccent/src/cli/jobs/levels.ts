import {
  type Direction,
  type LevelStep,
  type LevelsRun,
  type LevelsRunOptions,
  levelRows,
  levelsFiles,
  objectives,
  runLevels,
} from 'faccent';
import { given } from '../../objective/given.js';
import { isRunFile } from '../../report/own-files.js';
import { type LevelsOutcome, levelsOutcome, printLevels } from '../print/levels.js';
import { noteOnce } from '../print/note.js';
import { Interrupted } from '../signals/interrupt.js';
import { here } from '../unfinished/here.js';
import { type BegunRun, type CarryOutOptions, type Loaded, ending, picturesOf } from './carry-out.js';
import { isQuiet } from './job.js';
import { Keeper, notKept } from './keeper.js';
import { stepThroughParts } from './parts.js';
import { keepingBackend } from './run.js';
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
  const { store, output, checkpoint } = begun;
  const { folder, asked } = store;
  const { request, outputs } = asked;
  const quiet = isQuiet(flags);
  const { photo, mask } = await picturesOf(store, quiet);
  const named = { model, encoder: encoder?.encoder, networks };
  const now = await here(photo.data);
  let keeper: Keeper;
  let before = 0;
  const resume: LevelsRunOptions['resume'] = async (direction) => {
    const kept = await store
      .part(direction)
      .catch(async (cause: Error) => Promise.reject(await notKept(folder, cause)));
    const found = await kept.find(now);
    before += found?.seconds ?? 0;
    keeper = new Keeper(kept, checkpoint, now, found?.seconds ?? 0);
    return found?.checkpoint;
  };
  let last: LevelStep | undefined;
  let made: LevelsRun | undefined;
  try {
    made = await stepThroughParts<LevelStep, LevelsRun>(
      { quiet, interrupt },
      (onPart) =>
        runLevels(
          request,
          { photo, mask, ...named },
          {
            ...{ resume, cache, backend: keepingBackend(quiet), note: quiet ? undefined : noteOnce },
            onDirection: (direction, place) =>
              onPart(`${request.name} ${TOLD[direction]}`, {
                ...place,
                steps: request.settings.steps as number,
              }),
          },
        ),
      async (step, isLast) => {
        last = step;
        if (interrupt.status === undefined && !isLast && !keeper.due) return;
        await keeper.keep(step);
        last = undefined;
        await onKept();
        if (interrupt.status !== undefined) throw new Interrupted();
      },
    );
    const { recipe, result } = made;
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
      seconds: before + made.seconds,
    });
    printLevels(outcome, folder, { ...flags, animate });
    return outcome;
  } catch (error) {
    throw await ending(error, begun, made !== undefined, async () => last && keeper.keep(last));
  }
}

const gone = ({ paths: { ascent, descent } }: LevelsRun['result']) =>
  [ascent, descent].flatMap((path) => path ?? []);
