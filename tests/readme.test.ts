// The program that README.md prints is short, and does what it says as it is printed.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readmeProgram } from './readme.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const program = readmeProgram();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'faccent-readme-'));
  await mkdir(path.join(folder, 'node_modules'));
  await symlink(path.join(root, 'packages/faccent'), path.join(folder, 'node_modules/faccent'), 'junction');
  await copyFile(path.join(root, 'examples/photos/nagasaki-boats.jpg'), path.join(folder, 'photo.jpg'));
  await writeFile(path.join(folder, 'program.mjs'), program);
});

afterAll(() => rm(folder, { recursive: true }));

test("is what the package's own page prints", async () => {
  expect(await readFile(path.join(root, 'packages/faccent/README.md'), 'utf8')).toContain(program);
});

test('has at most eight lines', () => {
  expect(program.trim().split('\n').length).toBeLessThanOrEqual(8);
});

/** As printed both take a minute and more: `npm run docs` does it. Every day tests/packed runs the program with fewer steps. */
const asPrinted = test.runIf(process.env.FACCENT_RUN_PAGES === '1');

asPrinted('makes an accentuated picture, opaque where the feature is', { timeout: 300_000 }, async () => {
  const [, file] = /'([^']*\.png)'/.exec(program)!;
  await promisify(execFile)(process.execPath, ['program.mjs'], { cwd: folder });
  const { channels } = await sharp(path.join(folder, file!)).stats();
  expect(channels.length).toBe(4);
  for (const { stdev } of channels) expect(stdev).toBeGreaterThan(10);
  expect(channels[3]).toMatchObject({ min: 0, max: 255 });
});

asPrinted('the first command makes its pictures', { timeout: 600_000 }, async () => {
  const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [node, script] = scripts['quickstart']!.split(' && ').at(-1)!.split(' ');
  expect(node).toBe('node');
  const { stdout } = await promisify(execFile)(process.execPath, [script!], { cwd: root });
  const said = [...stdout.matchAll(/pictures and recipe: (\S+)\//g)].map(([, at]) => at!);
  expect(said).toHaveLength(2);
  for (const at of said) await sharp(path.join(root, at, 'sheet.png')).stats();
});
