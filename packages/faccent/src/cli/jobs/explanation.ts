import {
  type Explanation,
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
import { type BegunRun, type CarryOutOptions, type Loaded, picturesOf } from './carry-out.js';
import { isQuiet } from './job.js';
import { carryOutParts } from './kept-parts.js';

/**
 * Makes an explanation from where it was left, and writes all of its files or none.
 * @throws Interrupted with the explanation kept
 */
export async function carryOutExplanation(
  begun: BegunRun,
  { model }: Loaded,
  options: CarryOutOptions,
): Promise<ExplanationOutcome> {
  const { store, output } = begun;
  const { folder, asked } = store;
  const { flags, cache } = options;
  const { photo } = await picturesOf(store, isQuiet(flags));
  return carryOutParts(begun, options, {
    pixels: photo.data,
    begin: ({ left, onPart, backend }) =>
      explanation(model, photo, {
        ...{ ...optionsOf(asked.request), ...asked.explanation, cache, backend },
        onPart: (part, name, place) => onPart(`${part === 'channel' ? 'the channel ' : ''}${name}`, place),
        resume: (part, unit) => left(unit === undefined ? part : `${part}-${unit}`),
      }),
    write: async (ended) => {
      const made = asAsked(ended, asked.request);
      const json = explanationJson(made);
      await output.write(await explanationFiles(made), isExplanationFile);
      await store.finish();
      printExplanation(json, folder, flags);
      return { folder: path.resolve(folder), ...json };
    },
  });
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
