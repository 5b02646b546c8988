import { copyFile, cp, link, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AtlasSite, SiteChunk, SiteLayer, SiteListed, SiteResult } from 'faccent';
import sharp from 'sharp';
import { shippedPhotograph } from '../common/files.js';
import { root } from '../common/root.js';

const SHEET = { side: 128, columns: 10, cells: 100 } as const;
const CHUNK = 400;
/** Sheets that differ; the others are the same under other names, which a page fetches and decodes all the same. */
const DISTINCT = 10;

/** Results of a layer that the first page shows. */
const PREVIEW = 8;

/** A layer with so many results of each unit. */
interface Wanted {
  readonly name: string;
  readonly units: number;
  readonly each: number;
}

/** One that has most of the results, and many. */
export const LAYERS: readonly Wanted[] = [
  { name: 'large', units: 600, each: 100 },
  ...Array.from({ length: 40 }, (_, i) => ({ name: `block${i}`, units: 100, each: 10 })),
];

const hex = (n: number, length: number): string => n.toString(16).padStart(length, '0');

/** Sheets of crops of the photographs that ship. */
async function drawSheets(folder: string): Promise<string[]> {
  const { side, columns, cells } = SHEET;
  const names = ['chelsea.png', 'coffee.png', 'nagasaki-boats.jpg', 'allium-oreophilum.jpg'];
  const photographs = await Promise.all(
    names.map((name) => sharp(shippedPhotograph(name)).resize(512, 512).png().toBuffer()),
  );
  return Promise.all(
    Array.from({ length: DISTINCT }, async (_, sheet) => {
      const composed = Array.from({ length: cells }, async (_, cell) => {
        const at = (sheet * cells + cell) * 7919;
        const crop = sharp(photographs[cell % names.length])
          .extract({ left: at % 300, top: (at >> 3) % 300, width: 200, height: 200 })
          .resize(side, side);
        const [left, top] = [(cell % columns) * side, Math.floor(cell / columns) * side];
        return { input: await crop.png().toBuffer(), left, top };
      });
      const file = path.join(folder, `distinct-${sheet}.webp`);
      const [width, height] = [columns * side, (cells / columns) * side];
      await sharp({ create: { width, height, channels: 3, background: '#888' } })
        .composite(await Promise.all(composed))
        .webp({ quality: 78 })
        .toFile(file);
      return file;
    }),
  );
}

/** A site of the page as it is built, whose data are made up: {@link LAYERS}, of one photograph each hundred results. */
export async function writeSynthetic(site: string): Promise<number> {
  await cp(path.join(root, 'packages/faccent/atlas'), site, { recursive: true });
  const data = path.join(site, 'data');
  for (const name of ['sheets', 'lists']) await mkdir(path.join(data, name), { recursive: true });
  const distinct = await drawSheets(path.join(data, 'sheets'));
  let [sheets, lists, made] = [0, 0, 0];
  const json = async (value: unknown): Promise<string> => {
    const file = `data/lists/${lists++}.json`;
    await writeFile(path.join(site, file), JSON.stringify(value));
    return file;
  };
  const newSheet = async (): Promise<string> => {
    const name = `data/sheets/${sheets}.webp`;
    await link(distinct[sheets++ % DISTINCT]!, path.join(site, name)).catch(() =>
      copyFile(distinct[0]!, path.join(site, name)),
    );
    return name;
  };
  const photographs = [['0'.repeat(64), 'photos/one.jpg']] as const;
  const layers: SiteLayer[] = [];
  let previewed = '';
  /** Layers whose previews one sheet has. */
  const together = Math.floor(SHEET.cells / PREVIEW);
  const previewOf = async (results: readonly SiteResult[]): Promise<SiteChunk> => {
    const at = layers.length % together;
    if (at === 0) previewed = await newSheet();
    const some = results
      .slice(0, PREVIEW)
      .map((result, i) => ({ ...result, thumbnail: [0, at * PREVIEW + i] as const }));
    return { sheets: [previewed], photographs, results: some };
  };
  for (const { name, units, each } of LAYERS) {
    const chunks: string[] = [];
    const results = units * each;
    let preview: SiteChunk | undefined;
    for (let start = 0; start < results; start += CHUNK) {
      const count = Math.min(CHUNK, results - start);
      const files = [];
      for (let i = 0; i < count; i += SHEET.cells) files.push(await newSheet());
      const some = Array.from({ length: count }, (_, i): SiteResult => {
        return {
          ...{ id: hex(made++, 32), state: 'done', layer: name, unit: Math.floor((start + i) / each) },
          thumbnail: [Math.floor(i / SHEET.cells), i % SHEET.cells],
          ...{ photograph: 0, activation: [0.1, 2.345] },
        };
      });
      const chunk: SiteChunk = { sheets: files, photographs, results: some };
      preview ??= await previewOf(some);
      chunks.push(await json(chunk));
    }
    const sections = Array.from({ length: units }, (_, unit) => ({ key: String(unit), count: each }));
    const file = await json({ sections, chunks, sheets: [] });
    layers.push({
      ...{ name, file, sections: units, results, done: results, labelled: false },
      preview: preview!,
    });
  }
  const none: SiteListed = {
    ...{ sections: 0, results: 0, done: 0 },
    file: await json({ sections: [], chunks: [], sheets: [] }),
  };
  const index: AtlasSite = {
    ...{ format: 'faccent-atlas-site', version: 1, title: 'synthetic' },
    network: { name: 'synthetic', sha256: '', model: '' },
    ...{ sheet: SHEET, chunk: CHUNK, layers, photographs: none, maps: [] },
    jobs: { done: made, running: 0, waiting: 0, failed: 0 },
  };
  await writeFile(path.join(data, 'atlas.json'), JSON.stringify(index));
  return made;
}
