// The commands that the helps of all commands end with do what they say: run as printed, with few steps on small canvases.
import { spawn } from 'node:child_process';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatAnswers, formatNpy } from 'faccent';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMAND_NAMES, examplesOf } from '../../packages/faccent/src/cli/main.js';
import { root } from '../../studies/common/root.js';
import { faccent, runAll } from './commands.js';
import { PLAN, answersOf } from './experiment-files.js';
import { givenFolder } from './given.js';

let folder: string;

beforeAll(async () => {
  folder = await givenFolder();
  const write = (name: string, contents: string | Uint8Array): Promise<void> =>
    writeFile(path.join(folder, name), contents);
  const conditions = PLAN.conditions.map((one) => ({ ...one, views: 2, settings: { steps: 1 } }));
  const ofFew = { references: 1, low: [0, 0.5], high: [0.5, 1], size: [96, 96] };
  await write('plan.json', JSON.stringify({ ...PLAN, conditions, ...ofFew }));
  await mkdir(path.join(folder, 'answers'));
  for (const name of ['1', '2']) await write(`answers/${name}.csv`, formatAnswers(answersOf(name)));
  await write('picture.npy', formatNpy([1, 3, 224, 224], new Float32Array(3 * 224 * 224)));
  const network = path.join(root, 'packages/faccent/network/efficientnet-lite0/model.onnx');
  await copyFile(network, path.join(folder, 'model.onnx'));
});

afterAll(() => rm(folder, { recursive: true, maxRetries: 3 }));

/** Names that these commands give to models, and what they keep, are their own. */
const ownPlaces = (): Record<string, string> =>
  Object.fromEntries(
    ['FACCENT_CONFIG', 'FACCENT_CACHE', 'HF_HUB_CACHE'].map((name) => [
      name,
      path.join(folder, '.own', name),
    ]),
  );

/** The page that a command serves until it is ended. */
async function served(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [faccent, ...args, '--no-open', '--port', '0'], { cwd: folder });
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (text: Buffer) => {
          said += text.toString();
          const [found] = /http:[^\s;]+/.exec(said) ?? [];
          if (found !== undefined) resolve(found);
        });
      child.on('exit', () => reject(new Error(said)));
    });
    return await (await fetch(address)).text();
  } finally {
    child.kill('SIGTERM');
  }
}

// in the order of the commands: some go on from what others made
test.each(COMMAND_NAMES)('examples of faccent %s --help', { timeout: 900_000 }, async (name) => {
  const lines = [...(await examplesOf(name))];
  // what is gone on with is stopped before
  if (name === 'resume') lines.unshift((await examplesOf('accentuate')).at(-1)!);
  if (name === 'studio') expect(await served([lines.shift()!.split(' ')[1]!])).toContain('<title>');
  await runAll(lines.join('\n'), folder, ownPlaces());
});
