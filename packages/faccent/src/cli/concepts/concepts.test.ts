// Proves that directions are found, raised and repeated, and that measures lie beside a run's pictures.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Measures } from 'faccent';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseNpy } from '../../formats/npy.js';
import { miniInception, onMini } from '../../testing/mini-inception.js';
import { oneProcess } from '../testing/command.js';
import { photo, photos, workFolder } from '../testing/folder.js';

const { at, faccent, names, recipeIn, expectRefusal } = workFolder('concepts', oneProcess());
const small = [...onMini, '--layer', 'mixed3b', '--size', '96'];
function read(file: string): { dims: readonly number[]; data: number[] } {
  const { dims, data } = parseNpy(readFileSync(at(file)), file);
  return { dims, data: [...(data as Float32Array)] };
}

beforeAll(() => {
  const files = readdirSync(photos).filter((name) => name.endsWith('.jpg'));
  for (const [folder, some] of Object.entries({ some: files.slice(0, 2), others: files.slice(2) })) {
    mkdirSync(at(folder));
    for (const name of some) copyFileSync(path.join(photos, name), at(folder, name));
  }
});

describe('concept contrast', () => {
  test('writes the difference of two folders, whose contrary is its negative', async () => {
    const { stdout } = await faccent(
      'concept',
      'contrast',
      'some',
      'others',
      ...[...small, '--out', 'd.npy', '--json'],
    );
    await faccent('concept', 'contrast', 'others', 'some', ...small, '--out', 'contrary.npy');
    const [direction, contrary] = [read('d.npy'), read('contrary.npy')];
    const result = JSON.parse(stdout) as {
      channels: number;
      strongest: { unit: number; difference: number }[];
    };
    expect(direction.dims).toEqual([result.channels]);
    expect(contrary.data.map((v) => -v)).toEqual(direction.data);
    const { unit, difference } = result.strongest[0]!;
    expect(Math.max(...direction.data.map(Math.abs))).toBe(Math.abs(difference));
    expect(direction.data[unit]).toBe(difference);
  });

  test('its direction is raised, by its length or by its angle, and the run can be made again', async () => {
    const run = [
      'accentuate',
      photo,
      ...onMini,
      '--layer',
      'mixed3b',
      '--direction',
      'd.npy',
      '--size',
      '64',
      '--steps',
      '6',
    ];
    const quick = ['--views', '4', '--quiet'];
    for (const [name, more] of [
      ['length', []],
      ['angle', ['--cosine']],
      ['place', ['--position', '3,4']],
    ] as const) {
      const { status, stderr } = await faccent(...run, ...quick, ...more, '--out', name);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const { results, objective } = recipeIn(name);
      expect(results.activation.after).toBeGreaterThan(results.activation.before);
      expect(objective.name).toBe({ length: 'channel', angle: 'direction', place: 'neuron' }[name]);
    }
    expect((await faccent('replay', 'angle/recipe.json', '--quiet')).stdout).toMatch(/bit-identical/);
  });

  test.each<[string[], RegExp]>([
    [['concept', 'contrast', 'some', 'nowhere', ...small, '--out', 'x.npy'], /no folder "nowhere"/],
    [
      ['concept', 'contrast', 'some', 'others', ...onMini, '--layer', 'mixed9', '--out', 'x.npy'],
      /no layer "mixed9"/,
    ],
    [['accentuate', photo, ...onMini, '--direction', 'd.npy'], /needs --layer NAME/],
    [
      ['accentuate', photo, ...onMini, '--class', 'ketch', '--layer', 'conv2'],
      /--layer goes with --direction/,
    ],
    [
      ['accentuate', photo, ...onMini, '--layer', 'conv2', '--direction', 'd.npy'],
      /"conv2" has \d+ channels/,
    ],
    [
      ['accentuate', photo, ...onMini, '--layer', 'conv2', '--direction', 'd.npy', '--row', '1'],
      /there is no row 1/,
    ],
    [['accentuate', photo, ...onMini, '--layer', 'conv2', '--direction', 'zero.npy'], /holds no direction/],
    [
      ['accentuate', photo, ...onMini, '--layer', 'conv2', '--direction', 'd.npy', '--class', 'ketch'],
      /name one feature/,
    ],
  ])('%j is refused', (args, message) => {
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }".padEnd(117) + '\n';
    const prefix = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
    writeFileSync(at('zero.npy'), Buffer.concat([prefix, Buffer.from(header), Buffer.alloc(8)]));
    return expectRefusal(args, message);
  });
});

describe('concept craft', () => {
  const craft = ['concept', 'craft', 'some', ...small, '--concepts', '3'];

  test('writes directions, a table and patches, the same for the same seed', async () => {
    expect((await faccent(...craft, '--out', 'parts')).stdout).toMatch(
      /3 concepts of mixed3b in 2 photographs/,
    );
    expect(names('parts')).toEqual(['concepts.json', 'concepts.npy', 'concepts.png']);
    const { dims, data } = read('parts/concepts.npy');
    expect(dims[0]).toBe(3);
    expect(data.every((v) => v >= 0)).toBe(true);
    const { concepts } = JSON.parse(readFileSync(at('parts/concepts.json'), 'utf8')) as {
      concepts: { share: number; strongest: { coefficient: number }[] }[];
    };
    const shares = concepts.map(({ share }) => share);
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    await faccent(...craft, '--out', 'again', '--json');
    expect(readFileSync(at('again/concepts.npy'))).toEqual(readFileSync(at('parts/concepts.npy')));
  });

  test('patches of the photographs stand for positions where a side is given', async () => {
    const { stdout } = await faccent(...craft, '--patch', '48', '--out', 'patches', '--json');
    const { concepts } = JSON.parse(stdout) as { concepts: { strongest: { y: number; x: number }[] }[] };
    for (const { y, x } of concepts.flatMap(({ strongest }) => strongest))
      expect([y, x].every((v) => v % 38 === 0 && v <= 48)).toBe(true);
    await expectRefusal([...craft, '--patch', '400', '--out', 'large'], /too small for patches of 400/);
  });

  test('one of its directions is chosen by its row', async () => {
    const run = [
      'accentuate',
      photo,
      ...onMini,
      '--layer',
      'mixed3b',
      '--direction',
      'parts/concepts.npy',
      '--size',
      '64',
    ];
    await expectRefusal([...run, '--out', 'x'], /holds 3 directions: choose one with --row 0 to --row 2/);
    const quick = ['--steps', '2', '--views', '2', '--quiet', '--out', 'row'];
    expect((await faccent(...run, '--row', '2', ...quick)).status).toBe(0);
    expect(recipeIn('row').name).toBe('concepts-2 of mixed3b');
  });
});

describe('measures', () => {
  const run = [
    'accentuate',
    photo,
    ...onMini,
    '--class',
    'ketch',
    '--size',
    '96',
    '--steps',
    '3',
    '--views',
    '2',
  ];
  const measuresIn = (folder: string): Measures =>
    JSON.parse(readFileSync(at(folder, 'measures.json'), 'utf8')) as Measures;

  test('of a run lie beside its pictures', async () => {
    const { stdout } = await faccent(...run, '--out', 'plain');
    expect(stdout).toMatch(/from the photograph: [\d.]+ at mixed3a, [\d.]+ in pixels \(L2\), structural/);
    const { activation, distance, pixels, ssim, natural, transfer } = measuresIn('plain');
    expect(activation.after).toBeCloseTo(recipeIn('plain').results.activation.after, 4);
    expect(distance!.value).toBeGreaterThan(0);
    expect(pixels.l2).toBeGreaterThan(0);
    expect(ssim).toBeLessThan(1);
    expect({ natural, transfer }).toEqual({ natural: undefined, transfer: undefined });
  });

  test('compare with natural images and with another model where these are given', async () => {
    // a second model that is the first must agree with it
    const again = ['--transfer', miniInception, '--natural', photos, '--report'];
    const { stdout, status } = await faccent(...run, ...again, '--out', 'compared', '--json');
    expect(status).toBe(0);
    const { natural, transfer, activation } = measuresIn('compared');
    expect(natural!.count).toBe(readdirSync(photos).filter((name) => /\.(jpg|png)$/.test(name)).length);
    expect(natural!.standardScore.change).toBeGreaterThan(0);
    expect(transfer!.logit.after).toBeCloseTo(activation.after, 3);
    expect((JSON.parse(stdout) as { measures: Measures }).measures.transfer).toEqual(transfer);
    expect(readFileSync(at('compared/report.html'), 'utf8')).toMatch(/standard deviations above/);
  });

  test.each<[string[], RegExp]>([
    [['--transfer-class', 'ketch'], /goes with --transfer MODEL/],
    [['--natural', 'nowhere'], /no folder "nowhere"/],
    [['--transfer', miniInception, '--transfer-class', 'no such thing'], /no such thing/],
    [['--transfer', 'nowhere.onnx'], /nowhere\.onnx/],
  ])('%j is refused before the run', (more, message) =>
    expectRefusal([...run, ...more, '--out', 'refused'], message),
  );

  test("a feature without a label needs the name of the other model's class", () =>
    expectRefusal(
      ['accentuate', photo, ...onMini, '--feature', 'mixed3b:1', '--transfer', miniInception],
      /name the class of the other model with --transfer-class/,
    ));
});
