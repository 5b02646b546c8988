// Proves what faccent circuit and coherence write and print, that they repeat, and what is refused.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { onMini } from '../../testing/mini-inception.js';
import { besideModel, oneProcess } from '../testing/command.js';
import { photo, photos, workFolder } from '../testing/folder.js';

const { at, names, faccent, expectRefusal } = workFolder('circuits', oneProcess());
const feature = [...onMini, '--feature', 'mixed4a:3', '--size', '48', '--layers', 'conv1,mixed3a'];
const json = (file: string): unknown => JSON.parse(readFileSync(at(file), 'utf8'));

interface Number4 {
  mean: number | null;
  low: number | null;
  high: number | null;
  pairs: number;
}
interface CoherenceJson {
  groups: {
    group: string;
    images: { source: string; activation: number }[];
    layers: { name: string; natural: Number4; within: Number4 }[];
  }[];
}

beforeAll(() => {
  for (const folder of ['empty', 'texts', 'one', 'broken']) mkdirSync(at(folder));
  writeFileSync(at('texts/notes.txt'), 'no image');
  writeFileSync(at('broken/a.jpg'), 'no image');
  writeFileSync(at('file'), '');
  copyFileSync(photo, at('one/a.jpg'));
});

describe('circuit', () => {
  test('lists the strongest channels of each layer, in order, with pictures of them', async () => {
    const out = await faccent(
      'circuit',
      ...feature,
      '--natural',
      photos,
      '--top',
      '3',
      '--out',
      at('circuit'),
    );
    expect([out.status, besideModel(out.stderr)]).toEqual([0, '']);
    expect(out.stdout).toMatch(/mixed4a:3 in 5 photographs/);
    expect(out.stdout).toMatch(/conv1 {2}32 channels[\s\S]*mixed3a {2}128 channels/);
    expect(names('circuit')).toEqual(['circuit.json', 'circuit.png']);
    const { width, height } = await sharp(at('circuit/circuit.png')).metadata();
    expect(width).toBe(3 * (48 + 12) + 12);
    expect(height).toBeGreaterThan(2 * (48 + 12));
    const { layers } = json('circuit/circuit.json') as { layers: { strongest: { score: number }[] }[] };
    for (const { strongest } of layers) {
      const scores = strongest.map(({ score }) => score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
    }
  });

  test('accentuates the channels when asked, and prints nothing but JSON', async () => {
    const args = ['--natural', photos, '--top', '1', '--accentuate', '--steps', '1', '--views', '1'];
    const out = await faccent('circuit', ...feature, ...args, '--out', at('accentuated'), '--json');
    expect(out).toMatchObject({ status: 0, stderr: '' });
    const result = JSON.parse(out.stdout) as { feature: { name: string }; layers: unknown[] };
    expect(result).toEqual(json('accentuated/circuit.json'));
    expect(result.feature.name).toBe('mixed4a:3');
    expect(result.layers).toHaveLength(2);
  });
});

describe('coherence', () => {
  const tiny = ['--steps', '1', '--views', '1', '--visualizations', '1'];

  test('compares every group with the photographs, layer by layer', async () => {
    const folders = ['--natural', photos, '--seeds', at('one'), '--other', photos, '--out', at('coherence')];
    const out = await faccent('coherence', ...feature, ...folders, ...tiny);
    expect(out.status).toBe(0);
    expect(out.stdout).toMatch(/layer +photographs of it +accentuations +visualizations, fourier/);
    expect(out.stdout).toMatch(/conv1 +-?\d\.\d\d \[-?\d\.\d\d, -?\d\.\d\d\]/);
    expect(names('coherence')).toEqual(['coherence.json', 'coherence.png', 'coherence.svg', 'pictures.png']);
    const { groups } = json('coherence/coherence.json') as CoherenceJson;
    expect(groups.map(({ group, images }) => [group, images.length])).toEqual([
      ['photographs of it', 5],
      ['accentuations', 1],
      ['visualizations, fourier', 1],
      ['visualizations, fourierPhase', 1],
      ['the seeds as they were', 1],
      ['other photographs', 5],
    ]);
    for (const { layers, images } of groups) {
      expect(layers.map(({ name }) => name)).toEqual(['conv1', 'mixed3a']);
      // null where a feature is dead in an image that hardly moved from noise
      for (const { natural } of layers) expect(Math.abs(natural.mean ?? 0)).toBeLessThanOrEqual(1);
      for (const { activation } of images) expect(Number.isFinite(activation)).toBe(true);
    }
    // one image has no pairs among its own
    expect(groups[1]!.layers[0]!.within).toEqual({
      ...{ mean: null, low: null, high: null, pairs: 0 },
      because: 'no two vectors have a direction to be compared',
    });
    expect(groups[0]!.layers[0]!.natural.pairs).toBe((5 * 4) / 2);
    const svg = readFileSync(at('coherence/coherence.svg'), 'utf8');
    expect(svg).toContain('visualizations, fourierPhase');
    expect(svg).not.toContain('NaN');
    expect((await sharp(at('coherence/coherence.png')).metadata()).format).toBe('png');
  });

  test('stops at the photographs’ activation unless told otherwise', async () => {
    const stopped = async (out: string, ...cutoff: string[]): Promise<unknown> => {
      const folders = ['--natural', photos, '--seeds', at('one'), '--out', at(out)];
      const { status, stdout } = await faccent(
        'coherence',
        ...feature,
        ...folders,
        ...tiny,
        ...cutoff,
        '--json',
      );
      expect(status).toBe(0);
      const { settings, groups } = JSON.parse(stdout) as CoherenceJson & { settings: { cutoff: unknown } };
      const { images } = groups[0]!;
      const mean = images.reduce((sum, { activation }) => sum + activation, 0) / images.length;
      return cutoff.length === 0 ? Number(settings.cutoff) / mean : settings.cutoff;
    };
    expect(await stopped('natural')).toBeCloseTo(1, 5);
    expect(await stopped('none', '--cutoff', 'none')).toBeNull();
    expect(await stopped('number', '--cutoff', '2.5')).toBe(2.5);
  });

  test('says the same numbers again, as JSON', async () => {
    const folders = ['--natural', photos, '--seeds', at('one')];
    const run = (out: string) =>
      faccent(
        'coherence',
        ...feature,
        ...folders,
        ...tiny,
        '--measure',
        'cosine',
        '--threads',
        '1',
        '--out',
        at(out),
        '--json',
      );
    const [a, b] = [await run('a'), await run('b')];
    expect(a).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(a.stdout)).toMatchObject({ measure: 'cosine' });
    expect(a.stdout).toBe(b.stdout);
  });
});

describe('bad input is one clear message and nothing left behind', () => {
  const circuit = (...rest: string[]): string[] => ['circuit', '--size', '48', ...rest];
  const coherence = (...rest: string[]): string[] => ['coherence', ...feature, '--out', at('no'), ...rest];
  test.each<[string, string[], RegExp]>([
    ['an empty folder', circuit(...feature, '--natural', at('empty')), /the folder ".*empty" is empty/],
    ['no images', circuit(...feature, '--natural', at('texts')), /the folder ".*texts" has no images/],
    ['no folder', circuit(...feature, '--natural', at('gone')), /there is no folder ".*gone"/],
    ['a file', circuit(...feature, '--natural', at('file')), /"?.*file" is a file, not a folder/],
    ['no image', circuit(...feature, '--natural', at('broken')), /cannot read ".*a.jpg" as an image/],
    [
      'unknown layer',
      circuit(...onMini, '--feature', 'mixed4a:3', '--layers', 'x9', '--natural', photos),
      /no layer "x9"/,
    ],
    [
      'unknown unit',
      circuit(...onMini, '--feature', 'mixed4a:9999', '--natural', photos),
      /there is no unit 9999/,
    ],
    ['no feature', circuit('--natural', photos), /either --feature LAYER:UNIT or --class/],
    [
      'one photograph',
      coherence('--natural', at('one'), '--seeds', photos),
      /takes two or more: ".*one" has one/,
    ],
    ['no seeds', coherence('--natural', photos, '--seeds', at('empty')), /".*empty" is empty/],
    ['no others', coherence('--natural', photos, '--seeds', photos, '--other', at('texts')), /has no images/],
  ])('%s', (_, args, message) => expectRefusal(args, message));

  test.each([
    [['circuit', '--feature', 'mixed4a:3'], /required option '--natural <folder>' not specified/],
    [['circuit', ...feature, '--natural', photos, '--top', '0'], /it should be 1 or more/],
    [['circuit', '--layers', ',', '--natural', photos], /names of layers/],
    [['coherence', ...feature, '--natural', photos, '--seeds', photos], /required option '--out <folder>'/],
    [['coherence', '--cutoff', 'soon'], /--cutoff/],
    [['coherence', '--measure', 'spearman'], /Allowed choices are pearson, cosine/],
  ])('%j', (args, message) => expectRefusal(args, message));
});
