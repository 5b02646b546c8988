import { expect, test } from 'vitest';
import { runFaccent } from '../testing/command.js';
import { photo, workFolder } from '../testing/folder.js';

const { at, faccent, names, recipeIn, expectRefusal } = workFolder('resume');

test('Ctrl-C loses nothing: the resumed run ends as one that was left alone, to the bit', async () => {
  const run = ['accentuate', photo, '--class', 'ketch', '--size', '64', '--crops', '4', '--steps', '25'];

  const cut = await runFaccent(at(), [...run, '--out', 'cut'], /step 11 of/);
  expect(cut.stderr).toMatch(/interrupted after \d+ steps: faccent resume cut goes on/);
  expect(cut.status).toBe(130);
  expect(names('cut')).toEqual(['checkpoint.json', 'checkpoint.safetensors']);

  expect((await faccent('resume', 'cut')).status).toBe(0);
  expect(names('cut')).not.toContain('checkpoint.json');
  expect((await faccent(...run, '--out', 'whole', '--quiet')).status).toBe(0);
  expect(recipeIn('cut').results).toEqual(recipeIn('whole').results);
});

test('a folder without an interrupted run is refused', async () => {
  await expectRefusal(['resume', '.'], /holds no interrupted run/);
});
