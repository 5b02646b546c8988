// Proves what faccent attribute writes and prints: maps, values, sheet, numbers, curves, and colours that mean what they say.
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { attributionMethods, attributionNames, opacityMap } from 'faccent';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Numbers } from '../attribution/print.js';
import { parseNpy } from '../../formats/npy.js';
import { besideModel, oneProcess, type Outcome } from '../testing/command.js';
import { onMini } from '../../testing/mini-inception.js';
import { photo, photos, workFolder } from '../testing/folder.js';

const { at, names, faccent } = workFolder('attribute', oneProcess());
const attribute = (...args: string[]): Promise<Outcome> => faccent('attribute', photo, ...onMini, ...args);
const ketch = ['--class', 'ketch', '--size', '48'];
const cam = [...ketch, '--method', 'signedCam'];

const numbersIn = (folder: string): Numbers =>
  JSON.parse(readFileSync(at(folder, 'attributions.json'), 'utf8')) as Numbers;
const npy = (...names: string[]) => parseNpy(readFileSync(at(...names)), names.at(-1)!);

async function pixels(file: string): Promise<Uint8Array[]> {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  return Array.from({ length: info.width * info.height }, (_, i) =>
    data.subarray(i * info.channels, (i + 1) * info.channels),
  );
}

beforeAll(async () => {
  const run = [...onMini, '--class', 'ketch', '--size', '40', '--steps', '2', '--views', '2', '--quiet'];
  await faccent('accentuate', photo, ...run, '--save-tensors', at('run/t.npy'), '--out', at('run'));
});

describe('every method beside an accentuation', () => {
  let out: Outcome;
  beforeAll(async () => {
    out = await attribute('--accentuation', at('run'), '--out', at('all'));
  });

  test('is a map, its raw values and a sheet', async () => {
    expect(out).toMatchObject({ status: 0 });
    const kebab = attributionNames.map((name) => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`));
    expect(kebab).toContain('grad-cam');
    const arrays = [...kebab, 'signed-cam-positive', 'signed-cam-negative'].map((n) => `${n}.npy`);
    const pictures = kebab.flatMap((n) => [`${n}.png`, `${n}-overlay.png`]);
    expect(names('all')).toEqual([...arrays, ...pictures, 'attributions.json', 'sheet.png'].sort());
    for (const picture of pictures)
      expect(await sharp(at('all', picture)).metadata()).toMatchObject({
        width: 40,
        height: 40,
        channels: 3,
      });
    expect((await sharp(at('all/sheet.png')).metadata()).width).toBe(5 * (40 + 12) + 12);
    expect(npy('all', 'saliency.npy').dims).toEqual([40, 40]);
    const [map, positive, negative] = ['', '-positive', '-negative'].map(
      (part) => npy('all', `signed-cam${part}.npy`).data as Float32Array,
    );
    map!.forEach((v, i) => expect(v).toBeCloseTo(positive![i]! - negative![i]!, 4));
  });

  test('takes feature and canvas from it, and compares every two maps and the opacity', () => {
    const { feature, size, agreement, opacity } = numbersIn('all');
    expect(feature).toMatchObject({ name: 'ketch', layer: 'logits', unit: 55 });
    expect(size).toEqual([40, 40]);
    expect(opacity).toEqual({ folder: at('run'), file: 't-opacity.npy' });
    expect(agreement).toHaveLength((8 * 7) / 2);
    for (const { pearson, spearman, topOverlap } of agreement) {
      for (const r of [pearson, spearman]) expect(Math.abs(r ?? 0)).toBeLessThanOrEqual(1 + 1e-9);
      if (topOverlap !== null) expect(topOverlap).toBeGreaterThanOrEqual(0);
    }
    expect(out.stdout).toMatch(/integratedGradients – opacity +-?0\.\d\d +-?0\.\d\d +0\.\d\d/);
  });

  test('needs no tensors: the picture of the opacity will do', async () => {
    cpSync(at('run'), at('bare'), { recursive: true });
    rmSync(at('bare/t-opacity.npy'));
    const few = ['--accentuation', at('bare'), '--method', 'saliency', '--out', at('few')];
    const { stdout } = await attribute(...few, '--json');
    const numbers = JSON.parse(stdout) as Numbers;
    expect(numbers.opacity!.file).toBe('opacity.png');
    const sum = npy('run', 't-opacity.npy').data as Float32Array;
    const shown = opacityMap(sum, [40, 40]);
    const [first] = await pixels(at('run/opacity.png'));
    expect(first![0]! / 255).toBeCloseTo(shown[0]!, 2);
    expect(numbersIn('few')).toEqual({ ...numbers, folder: undefined });
  });
});

test('the help lists every method, and whom --layer and --range-images concern', async () => {
  const { status, stdout } = await faccent('attribute', '--help');
  expect(status).toBe(0);
  for (const { name, about } of attributionMethods.declared)
    expect(stdout.replace(/\s+/g, ' ')).toContain(`${name} ${about}`);
  expect(stdout).toMatch(/--layer <name> +the layer of gradCam, signedCam /);
  expect(stdout).toMatch(/--range-images <folder> +images that the colours of signedCam span/);
});

test('a method can be JSON, which says its options', async () => {
  const method = (options: object): string => JSON.stringify({ name: 'saliency', ...options });
  await attribute(...ketch, '--method', method({ channels: 'sum' }), '--out', at('sum'));
  await attribute(...ketch, '--method', method({}), '--out', at('max'));
  expect(numbersIn('sum').methods.map(({ name, signed }) => [name, signed])).toEqual([['saliency', true]]);
  expect(numbersIn('max').methods[0]!.signed).toBe(false);
  expect(npy('sum', 'saliency.npy').data).not.toEqual(npy('max', 'saliency.npy').data);
});

test('curves and the network of random weights are in the numbers when asked for', async () => {
  const { status, stdout, stderr } = await attribute(
    ...[
      ...ketch,
      '--method',
      'saliency, occlusion,gradient',
      '--curves',
      '--sanity',
      '--out',
      at('measured'),
    ],
  );
  expect({ status, lines: besideModel(stderr) }).toEqual({
    status: 0,
    lines: `note: the attribution method "gradient" is now called "saliency"\nsaliency (1 of 2)\nocclusion (2 of 2)\n`,
  });
  expect(stdout).toMatch(/deletion +insertion\nsaliency +-?\d+\.\d\d +-?\d+\.\d\d\n/);
  expect(stdout).toMatch(/random order +-?\d+\.\d\d +-?\d+\.\d\d\n/);
  expect(stdout).toMatch(/with random weights +Spearman/);
  const { methods, chance } = numbersIn('measured');
  expect(methods.map((m) => m.name)).toEqual(['saliency', 'occlusion']);
  for (const { curves, sanity } of methods) {
    const { deletion, insertion } = curves!;
    expect(deletion.values[0]).toBeCloseTo(insertion.values.at(-1)!, 3);
    expect(deletion.values).toHaveLength(51);
    expect(Math.abs(sanity!.spearman!)).toBeLessThan(0.6);
    // whatever the order, pixels come from nothing to all
    for (const end of [0, 50]) expect(chance!.deletion.values[end]).toBeCloseTo(deletion.values[end]!, 3);
    expect(chance!.deletion.values[10]).not.toBe(deletion.values[10]);
  }
  for (const way of ['deletion', 'insertion']) {
    const svg = readFileSync(at(`measured/${way}.svg`), 'utf8');
    for (const text of [`: ${way}<`, '>saliency<', '>occlusion<', '>random order<', '>50 %<'])
      expect(svg).toContain(text);
  }
});

test('colours: a signed map is red where it speaks for the feature and blue where against', async () => {
  await attribute(...cam, '--layer', 'mixed3a', '--out', at('signed'));
  const { size, data } = { size: [48, 48], data: await pixels(at('signed/signed-cam.png')) };
  const { dims, data: map } = npy('signed', 'signed-cam.npy');
  expect(dims).toEqual([32, 32]);
  const colourAt = (index: number): Uint8Array => {
    const [y, x] = [Math.floor(index / 32), index % 32].map((v) => Math.floor(((v + 0.5) * 48) / 32));
    return data[y! * size[1]! + x!]!;
  };
  const values = [...(map as Float32Array)];
  const [most, least] = [Math.max(...values), Math.min(...values)].map((v) => colourAt(values.indexOf(v)));
  expect(most![0]).toBeGreaterThan(most![2]! + 50);
  expect(least![2]).toBeGreaterThan(least![0]! + 50);
});

test('the signed CAM’s colours span a folder of images', async () => {
  mkdirSync(at('images'));
  for (const name of ['nagasaki-boats.jpg', 'allium-oreophilum.jpg'])
    copyFileSync(path.join(photos, name), at('images', name));
  writeFileSync(at('images/notes.txt'), 'no image');
  await attribute(...cam, '--out', at('own'));
  await attribute(...cam, '--range-images', at('images'), '--out', at('shared'));
  const [own, shared] = ['own', 'shared'].map((folder) => numbersIn(folder).signedCamRange!);
  expect(own![0]).toBeLessThan(own![1]);
  expect(shared).not.toEqual(own);
  expect(readFileSync(at('own/signed-cam.npy'))).toEqual(readFileSync(at('shared/signed-cam.npy')));
});
