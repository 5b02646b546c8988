import path from 'node:path';
import { type Image, type Model, audit, auditFiles, auditJson, parameterizations } from 'faccent';
import { resultsOf, withResults } from '../../recipe/results.js';
import { optionsOf } from '../../recipe/settings.js';
import { jsonFile } from '../../report/files.js';
import { isAuditFile } from '../../report/own-files.js';
import { auditInputsAgain } from '../audit/inputs.js';
import { recordedPictures } from '../files/recorded.js';
import { type AuditOutcome, printAudit } from '../print/audit.js';
import { ASKED, type Store } from '../unfinished/store.js';
import { type BegunRun, type CarryOutOptions, type Loaded, picturesOf } from './carry-out.js';
import { isQuiet } from './job.js';
import { carryOutParts } from './kept-parts.js';

/**
 * Makes an audit from where it was left, and writes all of its files or none.
 * @throws Interrupted with the audit kept
 */
export async function carryOutAudit(
  begun: BegunRun,
  { model, fetch = false }: Loaded,
  options: CarryOutOptions,
): Promise<AuditOutcome> {
  const { store, output } = begun;
  const { folder, asked } = store;
  const { flags, cache } = options;
  const { request } = asked;
  const photographs = await photographsOf(store, isQuiet(flags));
  const inputs = await inputsOf(store, model, fetch);
  const { seeds, others, checks, parameterizations: written } = asked.audit!;
  // of a recipe nothing is left to defaults, and each parameterization has its own
  const { steps, transform, strength, regularize, randomSeed, device, threads } = optionsOf(request);
  const settings = { steps, transform, strength, regularize, randomSeed, device, threads };
  return carryOutParts(begun, options, {
    pixels: photographs[0]!.data,
    begin: ({ left, onPart, backend }) =>
      audit(model, request.feature!, photographs, {
        ...{ ...settings, ...inputs, seeds, others, checks, cache, backend },
        parameterizations: written.map((text) => parameterizations.parse(text)),
        onPart: (_, name, place) => onPart(name, place),
        resume: left,
      }),
    write: async (made) => {
      const photos = [request.photo!, ...asked.audit!.photographs].map((photo) => photo.path);
      const told = { photos, facts: request.model.facts };
      const json = auditJson(made, told);
      const redirect = made.redirected ? 'start' : false;
      const recipe = withResults(
        { ...request, settings: { ...request.settings, redirect } },
        await resultsOf(made.pictures[0]!.result),
      );
      const files = await auditFiles(made, told);
      await output.write(new Map([...files, ['recipe.json', jsonFile('recipe.json', recipe)]]), isAuditFile);
      await store.finish();
      printAudit(json, folder, flags);
      return { folder: path.resolve(folder), ...json };
    },
  });
}

/** All photographs of an audit, as they were when it was asked for. */
async function photographsOf(store: Store, quiet: boolean): Promise<Image[]> {
  const { asked, folder } = store;
  const photographs: Image[] = [(await picturesOf(store, quiet)).photo];
  for (const photo of asked.audit!.photographs)
    photographs.push((await recordedPictures(photo, asked.request.settings, path.join(folder, ASKED))).photo);
  return photographs;
}

const inputsOf = ({ asked }: Store, model: Model, fetch: boolean) =>
  auditInputsAgain(
    asked.audit!,
    {
      ...{ model, feature: asked.request.feature!, size: asked.request.settings.size },
      background: asked.comparisons.background,
    },
    fetch,
  );
