import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Recipe, checkRecipe } from 'faccent';
import { type Outcome, runFaccent } from './command.js';

export const photo = fileURLToPath(
  new URL('../../../../examples/photos/nagasaki-boats.jpg', import.meta.url),
);

/** A folder that commands of a test run in. */
export function workFolder(prefix: string) {
  const work = mkdtempSync(path.join(tmpdir(), prefix));
  const at = (name: string): string => path.join(work, name);
  return {
    at,
    faccent: (...args: string[]): Promise<Outcome> => runFaccent(work, args),
    names: (name = ''): string[] => readdirSync(at(name)).sort(),
    recipeIn: (name: string): Recipe =>
      checkRecipe(JSON.parse(readFileSync(at(`${name}/recipe.json`), 'utf8'))),
    remove: () => rmSync(work, { recursive: true }),
  };
}
