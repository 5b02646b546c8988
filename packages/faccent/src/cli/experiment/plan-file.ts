import path from 'node:path';
import { type ExperimentPlan, FaccentError, readExperimentPlan } from 'faccent';
import { readJson } from '../../platform/node/read.js';
import { folder } from '../flags/places.js';

/**
 * The plan of an experiment from its file, its folder of photographs with its whole path.
 * @throws FaccentError that names the file and the field that is not what it should be
 */
export async function planAt(file: string): Promise<ExperimentPlan> {
  const json = await readJson(file);
  const within = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw new FaccentError(`"${file}": ${(error as Error).message}`, { cause: error });
    }
  };
  const plan = within(() => readExperimentPlan(json));
  const photographs = path.resolve(path.dirname(file), plan.photographs);
  within(() => folder(photographs));
  return { ...plan, photographs };
}
