// Proves that docs/migration.md has of other libraries what was looked up there, and that what it says of ours runs as it is.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import * as faccent from 'faccent';
import { afterAll, describe, expect, test } from 'vitest';
import { executionOptions, recordedOptions, settled } from '../packages/faccent/src/options.js';
import { codesOf, hashOfTheirs, migrationTables } from '../studies/common/migration.js';

const root = path.resolve(import.meta.dirname, '..');
const tiny = path.join(root, 'packages/faccent/src/fixtures/tiny.onnx');
const folder = mkdtempSync(path.join(tmpdir(), 'faccent-migration-'));
afterAll(() => rmSync(folder, { recursive: true }));

const libraries = migrationTables();
const runsAll = process.env.FACCENT_RUN_PAGES === '1';

test('what is said of other libraries is what was looked up in them', () => {
  const results = JSON.parse(readFileSync(path.join(root, 'docs/results/migration.json'), 'utf8')) as Record<
    string,
    { readonly sha256: string }
  >;
  const looked = Object.values(results).map(({ sha256 }) => sha256);
  expect(libraries.map(hashOfTheirs), 'run npm run study migration').toEqual(looked);
});

const description = {
  ...{ size: [32, 32], range: [0, 1], input: 'input' },
  labels: Array.from('abcdefghij'),
};
const bytes = readFileSync(tiny);
const model = faccent.Model.read(bytes, description);
const [layer, unit] = ['relu2', 1];
const wave = (length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => 0.5 + 0.4 * Math.sin(i));
const image = { size: [32, 32] as const, data: wave(3 * 32 * 32) };
const objective = faccent.channel({ layer, unit });
const scores = { layer: 'conv2', of: 'weights' as const, dims: [12, 8, 3, 3], values: wave(12 * 8 * 9) };
const mask = faccent.maskFromScores(scores, { share: 0.5 });
const once = { threads: 1 };
const few = { ...once, steps: 1, regularize: null, transform: faccent.box({ views: 2 }) };

/** What the page's names stand for. Runs are of one step, of few views, on the network's own canvas. */
const scope: Record<string, unknown> = {
  ...faccent,
  ...{
    model,
    image,
    objective,
    bytes,
    description,
    layer,
    unit,
    n: 2,
    k: 2,
    p: 2,
    i: 1,
    x: 1,
    y: 1,
    h: 1,
    w: 1,
  },
  ...{
    network: model,
    photo: image,
    photos: [image, image],
    matrix: { rows: 4, columns: 3, data: wave(12) },
  },
  ...{ v: wave(12), weights: wave(12), position: [1, 1], size: [32, 32], height: 2, width: 2, label: 'c' },
  ...{
    target: wave(12 * 8 * 8),
    crop: { y: 1, x: 1, height: 5, width: 6 },
    power: 2,
    norm: 2,
    sd: 0.02,
    lo: 0.1,
    hi: 0.5,
  },
  ...{ desaturation: 2, decorrelate: true, opacity: wave(32 * 32), map: wave(32 * 32), maps: [wave(64)] },
  ...{
    positive: [wave(12)],
    negative: [wave(12).reverse()],
    from: 'conv2',
    scores,
    mask,
    share: 0.5,
    count: 4,
  },
  ...{ wrt: 'input', inputs: { input: { dims: [1, 3, 32, 32], data: wave(3 * 32 * 32), type: 'float32' } } },
  visualize: (of: faccent.Model, what: faccent.Objective, _canvas: unknown, options = {}) =>
    faccent.visualize(of, what, [32, 32], { ...few, ...options }),
  accentuate: (of: faccent.Model, photo: faccent.Image, what: faccent.Objective, options = {}) =>
    faccent.accentuate(of, photo, what, { ...few, ...options }),
};

/** What is said of another network than ours, or stands for a list. */
const STAND_INS: readonly (readonly [string, string])[] = [
  ["'network.onnx'", `${JSON.stringify(tiny)}, { size: [32, 32], range: [0, 1] }`],
  ['receptiveField(model, { layer, unit })', "receptiveField(model, { layer: 'conv2', unit })"],
  ['receptiveCrops(model, { layer, unit })', "receptiveCrops(model, { layer: 'conv2', unit })"],
  ["'picture.png'", JSON.stringify(path.join(folder, 'picture.png'))],
  ["'mixed4a_pre_relu:476'", "'relu2:1'"],
  ["'layer:n'", "'relu2:1'"],
  ["'layer4'", "'relu2'"],
  ['unit: 200', 'unit: 2'],
  ['patchSize: 64', 'patchSize: 16'],
  ['compose([…])', 'compose([jitter(2)])'],
  ['randomScale([…])', 'randomScale([1, 1.1])'],
  ['randomRotate([…])', 'randomRotate([-5, 5])'],
];

const standingIn = (code: string): string =>
  STAND_INS.reduce((text, [from, to]) => text.replaceAll(from, to), code.replace(/^await /, ''));

/** What a code of the page evaluates to. */
const valueOf = (code: string, further: Record<string, unknown> = {}): unknown => {
  const names = { ...scope, ...further };
  return (
    compileFunction(`return (${standingIn(code)});`, Object.keys(names)) as (...values: unknown[]) => unknown
  )(...Object.values(names));
};

const runOptions = { ...recordedOptions, ...executionOptions };
const ONE_OF_OURS = new Set([
  ...[...Object.keys(runOptions), ...Object.keys(faccent)],
  ...['size', 'range', 'mean', 'std', 'balance'], // of a description, and of a result
  ...['parameterization', "'filter'", "'weight'", "'channel'", '[h, w]'],
]);

/** Sums and norms of two objectives or maps, which `a` and `b` are by turns. */
const PAIRS: Readonly<Record<string, object>> = {
  maskOverlap: { a: mask, b: mask },
  spearman: { a: { map: wave(64) }, b: { map: wave(64).reverse() } },
  topOverlap: { a: { map: wave(200) }, b: { map: wave(200).reverse() } },
  mapPicture: { a: { map: wave(32 * 32), size: [32, 32], signed: true } },
  mapOverlay: { a: { map: wave(32 * 32), size: [32, 32], signed: true } },
};

describe('ours', () => {
  const named = libraries.flatMap(({ rows }) => rows.flatMap(({ ours }) => codesOf(ours)));
  const codes = [...new Set(named)].filter((code) => !/^faccent\b/.test(code));
  const isCall = /^(?:await )?[a-zA-Z0-9.]+\(/;
  const calls = codes.filter((code) => isCall.test(code));
  // what runs the network is run by `npm run docs`
  const quick = calls.filter((code) => runsAll || !/\b(?:model|loadModel|savePicture)\b/.test(code));
  const options = codes.filter((code) => /^[a-zA-Z]+: /.test(code));

  test.each(quick)('%s', async (code) => {
    const [name] = /[a-zA-Z]+/.exec(code.replace('await ', ''))!;
    const pair = PAIRS[name] ?? { a: objective, b: faccent.channel({ layer, unit: 2 }) };
    await valueOf(code, pair as Record<string, unknown>);
  });

  test('options are those of a run', () => {
    for (const code of options) {
      const [name, value] = code.split(/: (.*)/) as [string, string];
      expect(Object.keys(runOptions)).toContain(name);
      if (value !== '…') settled(model, { [name]: valueOf(value) }, 'noise');
    }
  });

  test('what else is named is there', () => {
    const others = codes.filter((code) => !calls.includes(code) && !options.includes(code));
    const unknown = others.filter((code) => !ONE_OF_OURS.has(code) && !code.startsWith('model.'));
    expect(unknown).toEqual([]);
  });
});
