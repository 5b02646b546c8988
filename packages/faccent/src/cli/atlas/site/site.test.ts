// Proves that a site holds what its plan has come to, each thumbnail in its place and no path of the machine; that it is added
// to by what is new alone, while workers work; and that what is damaged or gone is left out and told of.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AtlasSite, SiteChunk, SiteList, SiteResult } from 'faccent';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { oneProcess } from '../../testing/command.js';
import { photos, tinyModel, workFolder } from '../../testing/folder.js';
import { inParallel } from './in-parallel.js';
import { SHEET } from './sheets.js';
import { type SiteWritten, writeAtlasSite } from './write.js';

const { at, names, faccent, expectRefusal } = workFolder('atlas-site', oneProcess());

const PICTURES = ['nagasaki-boats.jpg', 'allium-oreophilum.jpg', 'coffee.png'];

const plan = (layers: string, out = 'plan', ...more: string[]) =>
  faccent(
    ...['atlas', 'plan', '--model', tinyModel, '--range', '0,1', '--layers', layers],
    ...['--photos', 'mine', '--steps', '3', '--views', '1', '--size', '40', '--out', out, '--quiet', ...more],
  );
const work = () => faccent('atlas', 'work', 'plan', '--quiet');
const write = (site = 'site', network = true): Promise<SiteWritten> =>
  writeAtlasSite(at('plan'), at(site), { network });

const read = <T>(...file: string[]): T => JSON.parse(readFileSync(at(...file), 'utf8')) as T;
const indexOf = (site = 'site'): AtlasSite => read(site, 'data/atlas.json');

interface Listed extends SiteResult {
  /** The sheet of its thumbnail. */
  readonly sheet?: string;
  readonly photographFile?: string;
}

/** All results of a list, with what they refer to. */
function resultsOf(file: string, site = 'site'): Listed[] {
  return read<SiteList>(site, file).chunks.flatMap((chunk) => {
    const { results, sheets, photographs } = read<SiteChunk>(site, chunk);
    return results.map((result) => ({
      ...result,
      ...(result.thumbnail && { sheet: sheets[result.thumbnail[0]]! }),
      ...(result.photograph !== undefined && { photographFile: photographs[result.photograph]![2]! }),
    }));
  });
}

/** The mean colour of a picture, or of a cell of one. */
async function meanOf(file: string, cell?: number): Promise<number[]> {
  const { side, columns } = SHEET;
  const picture = sharp(file);
  if (cell !== undefined)
    picture.extract({
      left: (cell % columns) * side,
      top: Math.floor(cell / columns) * side,
      width: side,
      height: side,
    });
  // the pipeline's own statistics are of the file as it is
  const { channels } = await sharp(await picture.removeAlpha().png().toBuffer()).stats();
  return channels.map(({ mean }) => mean);
}

const expectAlike = (a: readonly number[], b: readonly number[], what: string): void => {
  for (const [i, value] of a.entries()) expect(Math.abs(value - b[i]!), what).toBeLessThan(4);
};

/** Names, and what tells whether a file was written again. */
function filesOf(site = 'site'): Map<string, string> {
  const all = readdirSync(at(site), { recursive: true, withFileTypes: true });
  return new Map(
    all
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = path.join(entry.parentPath, entry.name);
        const { ino, mtimeMs } = statSync(file);
        return [path.relative(at(site), file), `${ino} ${mtimeMs}`];
      }),
  );
}

beforeAll(async () => {
  mkdirSync(at('mine'));
  for (const name of PICTURES) cpSync(path.join(photos, name), at('mine', name));
  expect(await plan('conv2:0-1')).toMatchObject({ status: 0 });
  expect(await work()).toMatchObject({ status: 0 });
}, 60_000);

describe('a site', () => {
  test('has every result by layer and by photograph, with its thumbnail, and the network', async () => {
    expect(await write()).toMatchObject({
      ...{ jobs: { done: 6, running: 0, waiting: 0, failed: 0 }, fresh: 6, layers: 1, photographs: 3 },
      ...{ damaged: new Map(), missing: new Set() },
    });
    const { layers, photographs, network, jobs } = indexOf();
    expect(jobs.done).toBe(6);
    expect(readFileSync(at('site', network.file!))).toEqual(readFileSync(tinyModel));
    const [layer] = layers;
    expect(layer).toMatchObject({ name: 'conv2', sections: 2, results: 6, done: 6, labelled: false });
    expect(layer!.preview.results.map(({ unit }) => unit)).toEqual([0, 1]);
    const byLayer = resultsOf(layer!.file);
    expect(byLayer.map(({ unit }) => unit)).toEqual([0, 0, 0, 1, 1, 1]);
    const byPhotograph = resultsOf(photographs.file);
    expect(byPhotograph.map(({ id }) => id).sort()).toEqual(byLayer.map(({ id }) => id).sort());
    expect(
      read<SiteList>('site', photographs.file).sections.map(({ label, count }) => [label, count]),
    ).toEqual([...PICTURES].sort().map((name) => [`mine/${name}`, 2]));
    for (const { id, sheet, thumbnail, photographFile, activation } of [...byLayer, ...byPhotograph]) {
      expect(activation![1]).not.toBe(activation![0]);
      const cell = await meanOf(at('site', sheet!), thumbnail![1]);
      expectAlike(cell, await meanOf(at('site/results', id, 'accentuated.png')), id);
      const { width, height } = await sharp(at('site', photographFile!)).metadata();
      expect([width, height]).toEqual([40, 40]);
      expect(names('site/results', id)).toEqual([
        ...['accentuated.png', 'opacity.png', 'recipe.json', 'steps.webp'],
      ]);
    }
  }, 30_000);

  test('says no path of the machine', () => {
    const texts = [...filesOf().keys()].filter((name) => /^(results|data|jobs).*json$/.test(name));
    expect(texts.length).toBeGreaterThan(10);
    for (const name of texts) {
      const text = readFileSync(at('site', name), 'utf8');
      expect(text, name).not.toContain(at());
      expect(text, name).not.toContain(path.dirname(tinyModel));
    }
  });

  test('written again, writes nothing', async () => {
    const before = filesOf();
    expect(await write()).toMatchObject({ fresh: 0, jobs: { done: 6 } });
    expect(filesOf()).toEqual(before);
  });

  test('is added to by what is new alone; what is not made yet has its photograph and its job', async () => {
    const before = filesOf();
    expect(await plan('conv2:0-2')).toMatchObject({ status: 0 });
    expect(await write()).toMatchObject({ fresh: 0, jobs: { done: 6, waiting: 3 } });
    const waiting = resultsOf(indexOf().layers[0]!.file).filter(({ state }) => state === 'waiting');
    expect(waiting.map(({ unit }) => unit)).toEqual([2, 2, 2]);
    for (const { id, sheet, thumbnail, photographFile } of waiting) {
      expectAlike(
        await meanOf(at('site', sheet!), thumbnail![1]),
        await meanOf(at('site', photographFile!)),
        id,
      );
      expect(read('site/jobs', `${id}.json`)).toMatchObject({ feature: { layer: 'conv2', unit: 2 } });
    }

    expect(await work()).toMatchObject({ status: 0 });
    expect(await write()).toMatchObject({ fresh: 3, jobs: { done: 9, waiting: 0 } });
    expect(names('site/jobs')).toEqual([]);
    const after = filesOf();
    for (const [name, written] of before)
      if (/^(results|photographs|network|assets|runtime)/.test(name))
        expect(after.get(name), name).toBe(written);
    // what a page knows that was opened before stays for one more time
    const index = indexOf();
    await write();
    expect(indexOf()).toEqual(index);
    expect(names('site/data/lists').length).toBeLessThanOrEqual(10);
  }, 30_000);

  test('without its network it has no runtime either', async () => {
    expect(await write('bare', false)).toMatchObject({ fresh: 9 });
    expect(names('bare')).not.toEqual(expect.arrayContaining(['runtime']));
    expect(indexOf('bare').network).not.toHaveProperty('file');
  });
});

describe('what is wrong', () => {
  test('a damaged result is left out, a damaged picture is an empty cell, a photograph that is gone is told of', async () => {
    const [first, second] = names('plan/results');
    const recipe = at('plan/results', first!, 'recipe.json');
    const picture = at('plan/results', second!, 'accentuated.png');
    const [text, bytes] = [readFileSync(recipe), readFileSync(picture)];
    writeFileSync(recipe, '{"format": "faccent-recipe"');
    rmSync(picture);
    writeFileSync(picture, bytes.subarray(0, 200));
    rmSync(at('mine/coffee.png'));
    const { damaged, missing, jobs } = await write('hurt');
    expect([...damaged.keys()]).toEqual([first]);
    expect([...damaged.values()][0]).toMatch(/recipe\.json/);
    expect([...missing].map((name) => path.basename(name))).toEqual(['coffee.png']);
    expect(jobs.done).toBe(8);
    // mended, it comes in
    writeFileSync(recipe, text);
    cpSync(path.join(photos, 'coffee.png'), at('mine/coffee.png'));
    expect(await write('hurt')).toMatchObject({ jobs: { done: 9 }, damaged: new Map(), missing: new Set() });
    rmSync(picture);
    writeFileSync(picture, bytes);
  }, 30_000);

  test('a folder of other things, no plan, and the site of another network are refused', async () => {
    await expectRefusal(['atlas', 'site', 'mine', '--out', 'new'], /"mine" is no plan/);
    await expectRefusal(['atlas', 'site', 'plan', '--out', 'mine'], /holds other things, and no atlas/);
    const index = indexOf();
    const other = { ...index, network: { ...index.network, sha256: 'f'.repeat(64) } };
    writeFileSync(at('site/data/atlas.json'), JSON.stringify(other));
    await expectRefusal(['atlas', 'site', 'plan', '--out', 'site'], /the site of another network/);
    // a list that cannot be read is written anew
    writeFileSync(at('site/data/atlas.json'), '{');
    expect(await write()).toMatchObject({ jobs: { done: 9 } });
    expect(indexOf()).toEqual(index);
  });
});

test('what fails in parallel ends it, and is told', async () => {
  const done: number[] = [];
  const failing = inParallel([1, 2, 3, 4, 5, 6], 2, async (one) => {
    await Promise.resolve();
    if (one === 3) throw new Error('three');
    done.push(one);
  });
  await expect(failing).rejects.toThrow('three');
  expect(done).not.toContain(6);
});
