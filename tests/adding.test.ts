// Proves that a thing is added in one file: a new objective, transform, schedule, measure and attribution method are found in the command
// line's help, in the JSON readers and in the docs' table without another edit. The objective is that of CONTRIBUTING.md.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tried } from '../studies/common/tried.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const TRANSFORM = `
import { usually } from '../declaration/option.js';
import { positive } from '../declaration/schema.js';
import { inOrder } from '../declaration/short.js';
import { stage } from './stage.js';

/** @example compose([dimmed({ by: 0.5 })]) */
export const dimmed = stage('dimmed', {
  about: 'darker images, made for a test',
  options: { by: usually(positive, 0.5, 'what every pixel is multiplied by') },
  short: inOrder('[:BY]', ['by']),
  build: ({ by }) => ({ size: (from) => from, apply: () => (images) => images.mul(by) }),
});
`;

const SCHEDULE = `
import { usually } from '../declaration/option.js';
import { nonNegative } from '../declaration/schema.js';
import { inOrder } from '../declaration/short.js';
import { schedule } from './schedule.js';

/** @example accentuate(model, photo, objective, { schedule: triangle({ top: 2 }) }) */
export const triangle = schedule('triangle', {
  about: 'up and down again, made for a test',
  options: { top: usually(nonNegative, 1, 'factor in the middle') },
  short: inOrder('[:TOP]', ['top']),
  build:
    ({ top }) =>
    (step, steps) =>
      top * (1 - Math.abs((2 * step) / steps - 1)),
});
`;

const MEASURE = `
import { declareMeasure } from './kind.js';

/** The largest change of a value. */
export const largestChange = declareMeasure('largestChange', {
  about: 'the largest change of a value, made for a test',
  comparedWith: 'the photograph',
  compute: ({ data }: { data: Float32Array }, other: { data: Float32Array }) =>
    data.reduce((most, v, i) => Math.max(most, Math.abs(v - other.data[i]!)), 0),
  needs: ({ photo, accentuation }) => [photo, accentuation],
  row: (value) => ['from the photograph', \`\${value} at most\`],
});
`;

const METHOD = `
import { attributionMethod } from './method.js';

/** @example await constantMap(model, image, objective) */
export const constantMap = attributionMethod('constantMap', {
  about: 'the same everywhere, made for a test',
  source: 'this test',
  options: {},
  grid: 'image',
  signed: () => false,
  map: ({ image }) => {
    const [height, width] = image.size;
    return Promise.resolve({ map: new Float32Array(height * width).fill(1), size: image.size });
  },
});
`;

/** Inside the project, so that what packages need is found; a folder that git ignores. */
let copy: string;

const run = (file: string, ...args: string[]): string =>
  execFileSync(process.execPath, [path.join(root, file), ...args], { encoding: 'utf8', cwd: root });

const faccent = (...args: string[]): string =>
  execFileSync(process.execPath, [path.join(copy, 'bin/faccent.js'), ...args], { encoding: 'utf8' });

beforeAll(() => {
  mkdirSync(path.join(root, '.cache'), { recursive: true });
  copy = mkdtempSync(path.join(root, '.cache/adding-'));
  const from = path.join(root, 'packages/faccent');
  for (const part of ['bin', 'src', 'package.json', 'tsconfig.lib.json'])
    cpSync(path.join(from, part), path.join(copy, part), { recursive: true });
  symlinkSync(path.join(from, 'network'), path.join(copy, 'network'));
  const config = JSON.parse(readFileSync(path.join(copy, 'tsconfig.lib.json'), 'utf8')) as object;
  writeFileSync(
    path.join(copy, 'tsconfig.lib.json'),
    JSON.stringify({
      ...config,
      extends: path.join(root, 'tsconfig.base.json'),
      references: [{ path: path.join(root, 'packages/onnx-grad/tsconfig.lib.json') }],
    }),
  );
  writeFileSync(path.join(copy, 'src/objective/energy.ts'), tried('CONTRIBUTING.md', 'energy.ts'));
  writeFileSync(path.join(copy, 'src/transform/dimmed.ts'), TRANSFORM);
  writeFileSync(path.join(copy, 'src/schedule/triangle.ts'), SCHEDULE);
  writeFileSync(path.join(copy, 'src/measure/largest-change.ts'), MEASURE);
  writeFileSync(path.join(copy, 'src/attribution/constant-map.ts'), METHOD);
  run('scripts/collect.mjs', copy);
  run('node_modules/@typescript/compiler/bin/tsc', '-p', path.join(copy, 'tsconfig.lib.json'));
});

afterAll(() => {
  if (copy) rmSync(copy, { recursive: true });
});

const added = { objective: 'energy', transform: 'dimmed', attribution: 'constantMap' };

test('the command line finds them in its help', () => {
  const help = faccent('accentuate', '--help');
  expect(help).toContain(added.objective);
  expect(help).toContain(`${added.transform}[:BY]`);
  expect(help).toContain('triangle[:TOP]');
  expect(faccent('attribute', '--help')).toContain(added.attribution);
});

test('the JSON readers and short forms find them', async () => {
  const { objectives, transforms, schedules, measures, attributionMethods, ...library } = (await import(
    pathToFileURL(path.join(copy, 'dist/index.js')).href
  )) as typeof import('faccent') & Record<string, unknown>;
  const description = { name: added.objective, layer: 'block5c', unit: 12 };
  expect(objectives.read(description).description).toEqual(description);
  expect(() => objectives.read({ name: added.objective, layer: 'block5c' })).toThrow(
    'objective.unit is missing',
  );
  expect(transforms.parse('dimmed:0.25,jitter:8').description).toMatchObject({
    parts: [
      { name: 'dimmed', by: 0.25 },
      { name: 'jitter', pixels: 8 },
    ],
  });
  expect(schedules.parse('triangle:2').description).toEqual({ name: 'triangle', top: 2 });
  expect(measures.names).toContain('largestChange');
  expect(attributionMethods.names).toContain(added.attribution);
  for (const name of Object.values(added)) expect(library[name]).toBeTypeOf('function');
});

test("the docs' table finds them", () => {
  const file = path.join(copy, 'reference.md');
  run('scripts/reference.mjs', copy, file);
  const page = readFileSync(file, 'utf8');
  expect(page).toMatch(/^\| `energy` .*mean square of a channel/m);
  expect(page).toMatch(/^\| `dimmed` .*`dimmed\[:BY\]`/m);
  expect(page).toMatch(/^\| `triangle` .*`triangle\[:TOP\]`/m);
  expect(page).toMatch(/^\| `largestChange` /m);
  expect(page).toMatch(/^\| `constantMap` /m);
});
