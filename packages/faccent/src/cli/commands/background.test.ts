// Proves that --background is what is behind a cut-out, that its recipe says so and replays, and that older recipes have
// what the file hides.
import { writeFileSync } from 'node:fs';
import { readPhotograph } from 'faccent';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { oneProcess } from '../testing/command.js';
import { tinyModel, workFolder } from '../testing/folder.js';

const { at, faccent, recipeIn, expectRefusal } = workFolder('background', oneProcess());
const small = ['--range=-2,2', '--size', '32', '--steps', '1', '--views', '1', '--regularize', 'none'];

/** What is seen where the cut-out is transparent. */
async function behind(folder: string): Promise<number[]> {
  const { data, size } = await readPhotograph(at(folder, 'seed.png'), { size: 32 });
  const area = size[0] * size[1];
  return [0, 1, 2].map((c) => Math.round(255 * data[c * area + 31]!));
}

beforeAll(async () => {
  // the right half hides red
  const pixel = (x: number): number[] => (x < 16 ? [20, 120, 220, 255] : [200, 0, 0, 0]);
  const pixels = Uint8Array.from({ length: 32 * 32 * 4 }, (_, i) => pixel(Math.floor(i / 4) % 32)[i % 4]!);
  await sharp(pixels, { raw: { width: 32, height: 32, channels: 4 } })
    .png()
    .toFile(at('cut-out.png'));
});

const run = (out: string, ...more: string[]) =>
  faccent(
    'accentuate',
    'cut-out.png',
    '--model',
    tinyModel,
    '--feature',
    'fc:3',
    ...small,
    '--out',
    out,
    ...more,
  );

test('is white unless it is given, and what the recipe says', async () => {
  expect((await run('white', '--quiet')).stderr).toBe('');
  expect(recipeIn('white').photo?.background).toBe('#ffffff');
  expect((await run('blue', '--quiet', '--background', '#1E90FF')).stderr).toBe('');
  expect(recipeIn('blue').photo?.background).toBe('#1e90ff');
  const [white, blue] = [await behind('white'), await behind('blue')];
  expect(Math.min(...white)).toBeGreaterThan(250);
  [0x1e, 0x90, 0xff].forEach((v, c) => expect(Math.abs(blue[c]! - v)).toBeLessThan(5));
});

test('is said where nobody stated it, and the picture is transparent', async () => {
  const said = 'note: "cut-out.png" is transparent in places: it is seen on #ffffff';
  expect((await run('said')).stderr).toContain(said);
  expect((await run('stated', '--background', 'white')).stderr).not.toContain('transparent');
  await sharp(at('cut-out.png')).flatten().ensureAlpha().png().toFile(at('opaque.png'));
  const top = (file: string) => faccent('top', file, '--model', tinyModel, '--range=-2,2', '--size', '32');
  expect((await top('opaque.png')).stderr).not.toContain('transparent');
  expect((await top('cut-out.png')).stderr).toContain(said);
});

test('is the same in a replay; a recipe of version 5 has what the file hides', async () => {
  const again = await faccent('replay', at('blue', 'recipe.json'), '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ identical: true });
  const { photo, ...recipe } = recipeIn('blue');
  const before = { ...recipe, version: 5, photo: { ...photo, background: undefined } };
  writeFileSync(at('before.json'), JSON.stringify(before));
  const hidden = await faccent('replay', at('before.json'), '--out', at('hidden'), '--json');
  expect(JSON.parse(hidden.stdout)).toMatchObject({ identical: false });
  const seen = await behind('hidden');
  [200, 0, 0].forEach((v, c) => expect(Math.abs(seen[c]! - v)).toBeLessThan(5));
});

test('that is no colour is refused, and top sees it', async () => {
  await expectRefusal(
    ['top', 'cut-out.png', '--model', tinyModel, '--background', 'sea'],
    /'--background <colour>' argument 'sea' is invalid. it should be white, black, grey, or a colour as #rrggbb/,
  );
  const top = async (...more: string[]) =>
    (
      await faccent(
        'top',
        'cut-out.png',
        '--model',
        tinyModel,
        '--range=-2,2',
        '--size',
        '32',
        '--json',
        ...more,
      )
    ).stdout;
  const white = await top();
  expect(white).toContain('unit');
  expect(await top('--background', 'white')).toBe(white);
  expect(await top('--background', 'black')).not.toBe(white);
});
