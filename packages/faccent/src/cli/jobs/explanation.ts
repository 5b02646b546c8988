import {
  type ExplainOptions,
  type Explanation,
  type ExplanationStep,
  type Recipe,
  type RunRequest,
  explanation,
  explanationFiles,
  explanationJson,
} from 'faccent';
import path from 'node:path';
import { optionsOf } from '../../recipe/settings.js';
import { isExplanationFile } from '../../report/own-files.js';
import { type ExplanationOutcome, printExplanation } from '../print/run.js';
import { Interrupted } from '../signals/interrupt.js';
import { here } from '../unfinished/here.js';
import { type BegunRun, type CarryOutOptions, type Loaded, ending, picturesOf } from './carry-out.js';
import { isQuiet } from './job.js';
import { Keeper, notKept } from './keeper.js';
import { stepThroughParts } from './parts.js';
import { keepingBackend } from './run.js';

/**
 * Makes an explanation from where it was left, and writes all of its files or none. Each of its accentuations is kept
 * by itself, and with all of its steps once it has them.
 * @throws Interrupted with the explanation kept
 */
export async function carryOutExplanation(
  begun: BegunRun,
  { model }: Loaded,
  { flags, cache, interrupt, onKept }: CarryOutOptions,
): Promise<ExplanationOutcome> {
  const { store, output, checkpoint } = begun;
  const { folder, asked } = store;
  const quiet = isQuiet(flags);
  const { photo } = await picturesOf(store, quiet);
  const now = await here(photo.data);
  let keeper: Keeper;
  const resume: ExplainOptions['resume'] = async (part, unit) => {
    const name = unit === undefined ? part : `${part}-${unit}`;
    const kept = await store
      .part(name)
      .catch(async (cause: Error) => Promise.reject(await notKept(folder, cause)));
    const found = await kept.find(now);
    keeper = new Keeper(kept, checkpoint, now, found?.seconds ?? 0);
    return found?.checkpoint;
  };
  let last: ExplanationStep | undefined;
  let made: Explanation | undefined;
  try {
    const ended = await stepThroughParts<ExplanationStep, Explanation>(
      { quiet, interrupt },
      (onPart) =>
        explanation(model, photo, {
          ...{ ...optionsOf(asked.request), ...asked.explanation },
          ...{ resume, cache, backend: keepingBackend(quiet) },
          onPart: (part, name, place) => onPart(part === 'channel' ? `the channel ${name}` : name, place),
        }),
      async (step, isLast) => {
        last = step;
        if (interrupt.status === undefined && !isLast && !keeper.due) return;
        await keeper.keep(step);
        last = undefined;
        await onKept();
        if (interrupt.status !== undefined) throw new Interrupted();
      },
    );
    made = asAsked(ended, asked.request);
    const json = explanationJson(made);
    await output.write(await explanationFiles(made), isExplanationFile);
    await store.finish();
    printExplanation(json, folder, flags);
    return { folder: path.resolve(folder), ...json };
  } catch (error) {
    throw await ending(error, begun, made !== undefined, async () => last && keeper.keep(last));
  }
}

/** An explanation whose recipes say of model and photograph what was known as it was asked for, wherever they are now. */
function asAsked(made: Explanation, { model, photo }: RunRequest): Explanation {
  const told = <T extends { readonly recipe: Recipe }>(one: T): T => ({
    ...one,
    recipe: { ...one.recipe, model, photo },
  });
  return {
    ...made,
    photograph: { ...made.photograph, ...photo },
    explained: made.explained.map(told),
    channels: made.channels.map(told),
  };
}
