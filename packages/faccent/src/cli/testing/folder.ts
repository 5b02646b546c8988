import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Recipe, checkRecipe } from 'faccent';
import { afterAll, expect } from 'vitest';
import { type Outcome, type Run, runFaccent } from './command.js';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));

/** The folder of the example photographs, and one of them. */
export const photos = path.join(root, 'examples/photos');
export const photo = path.join(photos, 'nagasaki-boats.jpg');

/** A small network without a description. */
export const tinyModel = path.join(root, 'packages/faccent/src/fixtures/tiny.onnx');

/** A folder of the tests of a file or a `describe`, removed after them. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `faccent-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * A folder that commands of a test run in, removed after the file's tests.
 * @param run a process for each, unless `oneProcess()` is given
 */
export function workFolder(name: string, run: Run = runFaccent) {
  const work = temporaryFolder(name);
  const at = (...names: string[]): string => path.join(work, ...names);
  const names = (...folder: string[]): string[] => readdirSync(at(...folder)).sort();
  const faccent = (...args: string[]): Promise<Outcome> => run(work, args);
  return {
    at,
    names,
    faccent,
    recipeIn: (folder: string): Recipe =>
      checkRecipe(JSON.parse(readFileSync(at(folder, 'recipe.json'), 'utf8'))),
    /** Expects one clear message, a status and nothing left behind. */
    expectRefusal: async (args: readonly string[], message: RegExp): Promise<void> => {
      const before = names();
      const { status, stdout, stderr } = await faccent(...args);
      expect(stderr).toMatch(/^error: /m);
      expect(/^error: .*$/m.exec(stderr)?.[0]).toMatch(message);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(names()).toEqual(before);
    },
  };
}
