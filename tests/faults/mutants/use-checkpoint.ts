import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runRecipe } from 'faccent';
import { recordedInputs } from '../../../packages/faccent/src/cli/files/recorded.js';
import { Store } from '../../../packages/faccent/src/cli/unfinished/store.js';
import { HERE } from './seeds-checkpoints.js';

/** Opens an unfinished run, finds where it stands, and goes on for a step. */
export async function useCheckpoint(folder: string, _: string, stage: (text: string) => void): Promise<void> {
  const place = path.join(folder, 'unfinished');
  const files = readdirSync(folder).filter((name) => /^(checkpoint|frame|run)/.test(name));
  mkdirSync(place);
  for (const name of files) copyFileSync(path.join(folder, name), path.join(place, name));
  try {
    stage('open');
    const store = await Store.open(folder);
    stage('find');
    const found = await store.find(HERE);
    const { request } = store.asked;
    stage('inputs');
    const inputs = await recordedInputs(request, path.join(folder, 'run.json'));
    stage('go on');
    const run = runRecipe(request, inputs, { resume: found?.checkpoint });
    await run.next();
    await run.return(undefined as never);
  } finally {
    rmSync(place, { recursive: true });
  }
}
