import { readFileSync, writeFileSync } from 'node:fs';
import { digest } from 'faccent';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatNpy, parseNpy } from '../formats/npy.js';
import { parseSafetensors } from '../formats/safetensors.js';
import type { Outcome } from './testing/command.js';
import { photo, photos, tinyModel as tiny, workFolder } from './testing/folder.js';

const { at, names, faccent, recipeIn, expectRefusal } = workFolder('cli');
const small = ['--size', '64', '--steps', '3', '--crops', '2'];

describe('accentuate', () => {
  let out: Outcome;
  beforeAll(async () => {
    out = await faccent('accentuate', photo, '--class', 'ketch', ...small, '--out', at('run'));
  });

  test('reports activation, balance and where the pictures are', () => {
    expect(out.stderr).toContain('step 3 of 3: activation');
    expect(out.stdout).toMatch(/ketch on the whole photograph: activation -?\d+\.\d+ → -?\d+\.\d+/);
    expect(out.stdout).toMatch(/probability 0\.\d+ → 0\.\d+/);
    expect(out.stdout).toMatch(/held at mixed3a, balance \d/);
    expect(out.status).toBe(0);
  });

  test('leaves every file whole, and nothing else', async () => {
    expect(names('run')).toEqual([
      'accentuated-alpha.png',
      'accentuated.png',
      'activation.svg',
      'measures.json',
      'opacity.png',
      'recipe.json',
      'run.webp',
      'seed.png',
      'sheet.png',
    ]);
    const info = async (name: string) => sharp(at('run', name), { animated: true }).metadata();
    expect(await info('accentuated.png')).toMatchObject({ width: 64, height: 64, channels: 3 });
    expect(await info('accentuated-alpha.png')).toMatchObject({ channels: 4, hasAlpha: true });
    expect(await info('opacity.png')).toMatchObject({ width: 64, height: 64 });
    expect((await info('sheet.png')).width).toBeGreaterThan(4 * 64);
    expect((await info('run.webp')).pages).toBe(4);
    expect((await info('activation.svg')).format).toBe('svg');
  });

  test('writes a recipe with every setting, hash and step', () => {
    const recipe = recipeIn('run');
    expect(recipe.settings).toEqual({
      size: [64, 64],
      steps: 3,
      transform: { name: 'box', views: 2 },
      optimizer: { name: 'adam' },
      learningRate: 0.05,
      schedule: { name: 'constant' },
      regularize: [{ layer: 'mixed3a' }],
      strength: 1,
      balance: null,
      randomSeed: 0,
      cutoff: null,
      ball: null,
      mask: null,
      redirect: false,
      percentile: 20,
    });
    expect(recipe).toMatchObject({
      version: 3,
      name: 'ketch',
      objective: { name: 'channel', layer: 'logits', unit: 55 },
      feature: { layer: 'logits', unit: 55, label: 'ketch' },
      parameterization: { name: 'fourier' },
    });
    expect(recipe.results.steps).toHaveLength(3);
    for (const hash of [recipe.model.sha256, recipe.photo!.sha256, recipe.results.image])
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is repeated to the bit by replay, and what was changed is found', async () => {
    const again = await faccent('replay', at('run', 'recipe.json'), '--out', at('again'));
    expect(again.stdout).toContain('bit-identical');
    expect(again.status).toBe(0);
    expect(readFileSync(at('again', 'accentuated.png'))).toEqual(readFileSync(at('run', 'accentuated.png')));

    const recipe = recipeIn('run');
    writeFileSync(
      at('other.json'),
      JSON.stringify({ ...recipe, settings: { ...recipe.settings, randomSeed: 9 } }),
    );
    const other = await faccent('replay', at('other.json'), '--json', '--quiet');
    expect(JSON.parse(other.stdout)).toMatchObject({ identical: false, sameEnvironment: true });
    expect(other.status).toBe(1);

    writeFileSync(
      at('moved.json'),
      JSON.stringify({ ...recipe, photo: { ...recipe.photo, sha256: '0'.repeat(64) } }),
    );
    expect((await faccent('replay', at('moved.json'))).stderr).toMatch(
      /^error: the photograph .* is not the one/,
    );
    writeFileSync(
      at('gone.json'),
      JSON.stringify({ ...recipe, photo: { ...recipe.photo, path: 'gone.jpg' } }),
    );
    expect((await faccent('replay', at('gone.json'))).stderr).toMatch(
      /^error: the recipe's file "gone.jpg" is not there/,
    );
  });

  test('prints nothing but JSON when asked, and takes a channel, a position, a canvas that is not square', async () => {
    const { stdout, stderr, status } = await faccent(
      ...[
        'accentuate',
        photo,
        '--feature',
        'mixed4a:3',
        '--position',
        '4,4',
        '--size',
        '48x64',
        '--steps',
        '2',
      ],
      ...['--crops', '2', '--regularize', 'none', '--out', at('neuron'), '--json'],
    );
    expect(status).toBe(0);
    expect(stderr).toBe('');
    const result = JSON.parse(stdout) as { feature: { name: string }; activation: { before: number } };
    expect(result.feature.name).toBe('mixed4a:3@4,4');
    expect(recipeIn('neuron')).toMatchObject({
      settings: { regularize: [] },
      results: { balance: null },
    });
  });
});

test('keeps what it is asked to keep', async () => {
  const { status } = await faccent(
    ...['accentuate', photo, '--class', 'ketch', ...small, '--out', at('kept'), '--quiet', '--report'],
    ...['--animate', 'gif,webp', '--snapshots', '2', '--save-tensors', at('tensors/run.safetensors')],
  );
  expect(status).toBe(0);
  expect(names('kept').filter((name) => name.startsWith('run.'))).toEqual(['run.gif', 'run.webp']);
  const animation = sharp(at('kept', 'run.webp'), { animated: true });
  expect((await animation.metadata()).pages).toBe(3);
  const report = readFileSync(at('kept', 'report.html'), 'utf8');
  expect(report).toContain('What <strong>mini-inception</strong> sees');
  expect(report).toMatch(/probability<\/th><td>0\.\d+ → 0\.\d+/);
  const tensors = parseSafetensors(readFileSync(at('tensors/run.safetensors')), 'run.safetensors');
  expect(await digest(tensors.get('image')!.data as Float32Array)).toBe(recipeIn('kept').results.image);
});

describe('looking at a model', () => {
  test('layers is a tree with shapes and marks', async () => {
    const { stdout } = await faccent('layers');
    expect(stdout).toMatch(/or .*mixed3a {2}Concat {2}128 × 32 × 32/);
    expect(stdout).toMatch(/o {2}.*logits {2}Gemm {2}101/);
    const layers = JSON.parse((await faccent('layers', '--json')).stdout) as { name: string }[];
    expect(layers.some((l) => l.name === 'mixed4a/b3_0')).toBe(true);
  });

  test('layers needs no description', async () => {
    expect((await faccent('layers', '--model', tiny)).stdout).toMatch(
      /relu2[\s\S]*Relu {2}Relu {2}\d+ × \d+ × \d+/,
    );
  });

  test('several photographs go through one graph, each to a folder of its own', async () => {
    const other = `${photos}/allium-oreophilum.jpg`;
    const run = ['accentuate', photo, other, '--class', 'ketch', ...small];
    expect((await faccent(...run, '--out', at('several'), '--quiet')).status).toBe(0);
    expect(names('several')).toEqual(['allium-oreophilum', 'nagasaki-boats']);
    expect((await faccent(...run.filter((a) => a !== other), '--out', at('alone'), '--quiet')).status).toBe(
      0,
    );
    expect(recipeIn('several/nagasaki-boats').results).toEqual(recipeIn('alone').results);
  });

  test('a device that does not start is replaced by the CPU, with one line', async () => {
    const { stdout, stderr } = await faccent('top', photo, '-k', '1', '--device', 'dml');
    expect(stdout).toContain('%');
    expect(stderr).toMatch(/^note: "dml" does not start \(.*\): using the CPU\n$/);
  });

  test('top lists classes, or channels with positions', async () => {
    const classes = JSON.parse((await faccent('top', photo, '--json', '-k', '3')).stdout) as {
      label: string;
      probability: number;
    }[];
    expect(classes).toHaveLength(3);
    expect(classes[0]!.probability).toBeGreaterThan(classes[2]!.probability);
    expect((await faccent('top', photo, '--layer', 'mixed4a', '-k', '2')).stdout).toMatch(
      /strongest \(.*\) at row \d+, column \d+/,
    );
  });

  test('gradient writes what central differences say', async () => {
    const data = Float32Array.from({ length: 3072 }, (_, i) => Math.sin(i));
    writeFileSync(at('x.npy'), formatNpy([1, 3, 32, 32], data));
    const args = [
      'gradient',
      '--model',
      tiny,
      '--feature',
      'fc:3',
      '--input',
      at('x.npy'),
      '--out',
      at('g.npy'),
    ];
    const first = await faccent(...args);
    expect(first.status).toBe(0);
    const gradient = parseNpy(readFileSync(at('g.npy')), 'g.npy');
    expect(gradient.dims).toEqual([1, 3, 32, 32]);
    const value = (text: string): number => Number(/is (-?[\d.e-]+);/.exec(text)![1]);
    const step = 0.05;
    const norm = Math.hypot(...(gradient.data as Float32Array));
    writeFileSync(
      at('y.npy'),
      formatNpy(
        [1, 3, 32, 32],
        data.map((v, i) => v + (step * Number(gradient.data[i])) / norm),
      ),
    );
    const second = await faccent(
      'gradient',
      '--model',
      tiny,
      '--feature',
      'fc:3',
      '--input',
      at('y.npy'),
      '--out',
      at('h.npy'),
    );
    expect((value(second.stdout) - value(first.stdout)) / step / norm).toBeCloseTo(1, 1);
  });
});

describe('bad input is one clear message, a status and nothing left behind', () => {
  beforeAll(() => {
    writeFileSync(at('text.jpg'), 'this is no picture');
    writeFileSync(at('cut.jpg'), readFileSync(photo).subarray(0, 2000));
    writeFileSync(at('noise.onnx'), 'this is no model');
    writeFileSync(at('cut.onnx'), readFileSync(tiny).subarray(0, 9000));
    writeFileSync(at('bare.onnx'), readFileSync(tiny));
    writeFileSync(at('file'), '');
    writeFileSync(at('short.npy'), Buffer.from(formatNpy([4], new Float32Array(4))).subarray(0, -4));
    writeFileSync(at('recipe.txt'), 'no recipe');
    writeFileSync(at('empty.json'), '{}');
  });

  const ketch = ['--class', 'ketch', ...small];
  const gradientOf = (...rest: string[]): string[] => [
    'gradient',
    '--model',
    tiny,
    '--out',
    at('no.npy'),
    ...rest,
  ];

  test.each<[string, string[], RegExp]>([
    ['no such photo', ['accentuate', 'gone.jpg', ...ketch], /cannot read "gone.jpg": there is no such file/],
    ['a folder', ['accentuate', at(), ...ketch], /it is a folder, not a file/],
    ['not an image', ['accentuate', at('text.jpg'), ...ketch], /cannot read ".*text.jpg" as an image/],
    ['half an image', ['accentuate', at('cut.jpg'), ...ketch], /cannot read ".*cut.jpg" as an image/],
    ['no feature', ['accentuate', photo, ...small], /either --feature LAYER:UNIT or --class/],
    ['both', ['accentuate', photo, '--feature', 'mixed4a:1', ...ketch], /either --feature/],
    ['unknown class', ['accentuate', photo, '--class', 'kettch', ...small], /no class "kettch"/],
    [
      'class out of range',
      ['accentuate', photo, '--class', '101', ...small],
      /units 0 to 100; there is no unit 101/,
    ],
    [
      'unknown layer',
      ['accentuate', photo, '--feature', 'mixed9:1', ...small],
      /no layer "mixed9"; the closest are "mixed/,
    ],
    [
      'unit out of range',
      ['accentuate', photo, '--feature', 'mixed4a:9999', ...small],
      /there is no unit 9999/,
    ],
    [
      'bad position',
      ['accentuate', photo, '--feature', 'mixed4a:1', '--position', '99,0', ...small],
      /no position 99, 0/,
    ],
    ['bad regularizer', ['accentuate', photo, ...ketch, '--regularize', 'nowhere'], /no layer "nowhere"/],
    [
      'negative rate',
      ['accentuate', photo, ...ketch, '--learning-rate', '-1'],
      /learning rate must be a positive number/,
    ],
    ['negative strength', ['accentuate', photo, ...ketch, '--strength=-2'], /strength must not be negative/],
    ['percentile', ['accentuate', photo, ...ketch, '--opacity-percentile', '120'], /percentile lies between/],
    ['out is a file', ['accentuate', photo, ...ketch, '--out', at('file')], /cannot write to the folder/],
    [
      'no model',
      ['accentuate', photo, ...ketch, '--model', 'gone.onnx'],
      /cannot read the model "gone.onnx"/,
    ],
    ['not a model', ['accentuate', photo, ...ketch, '--model', at('noise.onnx')], /not an ONNX model/],
    [
      'half a model',
      ['accentuate', photo, ...ketch, '--model', at('cut.onnx'), '--input-size', '32', '--range', '0,1'],
      /"?.*cut.onnx": /,
    ],
    [
      'model without description',
      ['accentuate', photo, ...ketch, '--model', at('bare.onnx')],
      /does not know the range of this model's input/,
    ],
    ['tensors', ['accentuate', photo, ...ketch, '--save-tensors', 'run.pt'], /end in .safetensors or .npy/],
    [
      'tensors in a file',
      ['accentuate', photo, ...ketch, '--save-tensors', at('file/run.npy')],
      /cannot write to the folder ".*file"/,
    ],
    ['top: layer', ['top', photo, '--layer', 'x9'], /no layer "x9"/],
    ['replay: not json', ['replay', at('recipe.txt')], /is not JSON/],
    ['replay: not a recipe', ['replay', at('empty.json')], /this is not a recipe/],
    ['gradient: no file', gradientOf('--feature', 'fc:3', '--input', 'gone.npy'), /there is no such file/],
    ['gradient: not npy', gradientOf('--feature', 'fc:3', '--input', photo), /is not a NumPy array/],
    ['gradient: short', gradientOf('--feature', 'fc:3', '--input', at('short.npy')), /is damaged/],
    [
      'gradient: input name',
      gradientOf('--feature', 'fc:3', '--input', at('x.npy'), '--input-name', 'z'),
      /no input "z"; it has "input"/,
    ],
  ])('%s', (_, args, message) => expectRefusal(args, message));

  test.each([
    [['accentuate', photo, '--device', 'tpu'], /argument 'tpu' is invalid. Allowed choices are cpu, cuda/],
    [['accentuate', photo, '--steps', '0'], /argument '0' is invalid. it should be 1 or more/],
    [['accentuate', photo, '--size', 'big'], /it should be a number of pixels/],
    [['accentuate', photo, '--feature', 'mixed4a'], /it should be LAYER:UNIT/],
    [['accentuate', photo, '--device', 'abacus'], /Allowed choices are/],
    [['accentuate', photo, '--animate', 'gif,avi'], /there are webp, gif, mp4/],
    [['accentuate', photo, '--snapshots', '0'], /it should be 1 or more/],
    [['accentuate'], /missing required argument 'photos'/],
    [['frobnicate'], /unknown command 'frobnicate'/],
  ])('%j', (args, message) => expectRefusal(args, message));
});

test('help is in parts, and a page', async () => {
  const { stdout } = await faccent('accentuate', '--help');
  expect(stdout).toMatch(/^What is raised:$[^]*^The model:$[^]*^How it climbs:$[^]*^Results:$/m);
  expect(stdout.split('\n').length).toBeLessThan(80);
});
