import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { runFaccent } from '../testing/command.js';

const photo = fileURLToPath(new URL('../../../../examples/photos/nagasaki-boats.jpg', import.meta.url));
const work = mkdtempSync(path.join(tmpdir(), 'faccent-visualize-'));
const at = (name: string): string => path.join(work, name);
const faccent = (...args: string[]) => runFaccent(work, args);

afterAll(() => rmSync(work, { recursive: true }));

const tiny = ['--size', '48', '--steps', '3', '--crops', '2'];

describe('visualize', () => {
  test.each(['fourier', 'fourier-phase', 'laplacian', 'cppn', 'pixel'])('%s', async (name) => {
    const folder = at(name);
    const run = [
      'visualize',
      '--class',
      'ketch',
      '--parameterization',
      name,
      ...tiny,
      '--out',
      folder,
      '--json',
    ];
    const { status, stdout } = await faccent(...run);
    expect(status).toBe(0);
    expect(readdirSync(folder).sort()).toEqual([
      'activation.svg',
      'run.webp',
      'visualization.json',
      'visualization.png',
    ]);
    const { width, height } = await sharp(`${folder}/visualization.png`).metadata();
    expect([width, height]).toEqual([48, 48]);
    const record = JSON.parse(readFileSync(`${folder}/visualization.json`, 'utf8')) as Record<
      string,
      unknown
    >;
    expect(record.objective).toMatchObject({ name: 'channel', layer: 'logits' });
    expect(JSON.parse(stdout)).toMatchObject({
      steps: [expect.any(Number), expect.any(Number), expect.any(Number)],
    });
  });

  test('climbs a combination of features', async () => {
    const run = ['visualize', '--objective', 'logits:5 - 0.5*mixed4c:3', ...tiny, '--out', at('combined')];
    expect((await faccent(...run)).stdout).toMatch(/logits:5 - 0.5\*mixed4c:3: activation/);
  });

  test.each([
    [[], /name one feature/],
    [['--class', 'ketch', '--objective', 'logits:1'], /name one feature/],
    [['--objective', 'nonsense'], /nonsense/],
    [['--feature', 'nowhere:1'], /no layer "nowhere"/],
  ])('refuses %j', async (args, message) => {
    const { status, stderr } = await faccent('visualize', ...args, ...tiny, '--out', at('refused'));
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(existsSync(at('refused'))).toBe(false);
  });
});

describe('explain', () => {
  const explain = ['explain', photo, '--size', '64', '--steps', '2', '--crops', '2'];

  test('writes a page, a sheet and the numbers', async () => {
    const { status, stdout } = await faccent(...explain, '--actual', 'ketch', '--out', at('why'), '--json');
    expect(status).toBe(0);
    expect(readdirSync(at('why')).sort()).toEqual(['explain.json', 'explanation.html', 'sheet.png']);
    const { predicted, actual, top, explained } = JSON.parse(stdout) as {
      predicted: string;
      actual: string;
      top: { label: string; probability: number }[];
      explained: { name: string; carriers: { feature: string }[]; probabilities: Record<string, number> }[];
    };
    expect(actual).toBe('ketch');
    expect(predicted).toBe(top[0]!.label);
    expect(explained.map((e) => e.name)).toEqual([predicted, 'ketch', `ketch rather than ${predicted}`]);
    for (const { carriers, probabilities } of explained) {
      expect(carriers[0]!.feature).toMatch(/^mixed3a:\d+$/);
      expect(Object.keys(probabilities)).toEqual([predicted, 'ketch']);
    }
    const page = readFileSync(`${at('why')}/explanation.html`, 'utf8');
    expect(page).not.toMatch(/<script|https?:\/\//);
    expect(page.match(/data:image\/png/g)).toHaveLength(7);
  });

  test.each([
    [['--actual', 'unicorn'], /no class "unicorn"/],
    [['--actual', '100000'], /there is no unit 100000/],
  ])('refuses %j', async (args, message) => {
    const { status, stderr } = await faccent(...explain, ...args, '--out', at('refused'));
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(existsSync(at('refused'))).toBe(false);
  });
});
