// The examples of all exports fit the packages' types and run, each as it is printed.
import * as faccent from 'faccent';
import * as onnxGrad from 'onnx-grad';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Example, allExamples, givenTo } from './api/examples.js';
import { folderOfExamples, hubOfExamples, removeFolder } from './api/folder.js';
import { type Scope, runText } from './api/run.js';
import { smallRuns } from './api/small.js';
import { wrongTypes } from './api/types.js';
import { root } from '../../studies/common/root.js';
import { PACKAGES, type PackageName } from '../exports.js';

const examples = allExamples();

test('every example fits the types of the packages', () => {
  expect(wrongTypes(examples)).toEqual([]);
});

const node = { readFile, readdir, writeFile };
const scopes: Readonly<Record<PackageName, Scope>> = {
  faccent: { ...onnxGrad, ...faccent, ...smallRuns(), ...node },
  'onnx-grad': { ...onnxGrad, ...node },
};

/** What the page makes, anew. */
async function givenOf(name: Example['package']): Promise<Scope> {
  const { text, names } = givenTo(name);
  return runText(text.replaceAll(/^import .*$/gm, ''), scopes[name], names);
}

/** Examples that need more than tests have, and where what they do is tested. */
const NEEDS: Readonly<Record<string, readonly [what: string, where: string]>> = {
  tuneAgainst: ['all steps of several runs', 'packages/faccent/src/opposed/tune.test.ts'],
};

test.each(Object.entries(NEEDS))('%s is tested where it is said', (name, [, where]) => {
  expect(readFileSync(path.join(root, where), 'utf8')).toContain(`${name}(`);
});

describe('run', () => {
  const [home, environment] = [process.cwd(), { ...process.env }];
  let folder: string;
  let hub: Awaited<ReturnType<typeof hubOfExamples>>;
  let given: Scope;

  beforeAll(async () => {
    [folder, hub] = await Promise.all([folderOfExamples(), hubOfExamples()]);
    Object.assign(process.env, {
      HF_ENDPOINT: hub.endpoint,
      HF_HUB_CACHE: path.join(folder, 'hub'),
      FACCENT_CACHE: path.join(folder, 'cache'),
    });
    process.chdir(folder);
    given = await givenOf('faccent');
  });

  afterAll(async () => {
    process.chdir(home);
    process.env = environment;
    await Promise.all([removeFolder(folder), hub.stop()]);
  });

  describe.each(PACKAGES)('examples of %s', (name) => {
    test.each(examples.filter((one) => one.package === name && !(one.name in NEEDS)))(
      '$name',
      { timeout: 600_000 },
      async ({ text }) => {
        // expressions are made by a builder that keeps them: each example has its own
        const made = name === 'faccent' ? given : await givenOf(name);
        await runText(text, { ...scopes[name], ...made });
      },
    );
  });
});
