// Proves that a run's files, its page, its curve and its rows show what the recipe says, and hostile names as text.
import { beforeAll, describe, expect, test } from 'vitest';
import { escapeMarkup } from '../formats/markup.js';
import { readPhotograph } from '../image/photograph.js';
import { opacityMap } from '../image/opacity.js';
import { measureRun } from '../measure/measure-run.js';
import { recipe } from '../recipe/make.js';
import { type RecipeRun, runRecipe } from '../recipe/replay.js';
import { finished } from '../step/finished.js';
import { colourModel, redPhotograph as photo } from '../testing/colours.js';
import { box } from '../transform/box.js';
import { activationChart, reportPage, runFiles } from './loaded.js';
import { isRunFile } from './own-files.js';
import { type RunSummary, summaryRows } from './summary.js';

const model = colourModel();
const feature = { layer: model.logits, unit: 1, label: '<b>green</b>' };
const options = { steps: 3, transform: box({ views: 2 }), threads: 1 };

let held: RecipeRun;
let fromNoise: RecipeRun;
let summary: RunSummary;
beforeAll(async () => {
  const asked = await recipe({ model, photograph: photo, objective: feature, options });
  held = await finished(runRecipe(asked, { model, photo }, { snapshots: 1 }));
  const noise = await recipe({ model, objective: feature, options, size: [12, 12] });
  fromNoise = await finished(runRecipe(noise, { model }));
  const { image } = held.result;
  const measures = await measureRun(held.recipe, { model, photo, image });
  summary = { seconds: 6, probabilities: { before: 0.25, after: 0.75 }, measures };
});

const text = (bytes: Uint8Array | string | undefined): string => bytes as string;

describe('files of a run', () => {
  test('are its pictures, an animation, the curve and the recipe, and more where that is asked for', async () => {
    const plain = await runFiles(held.recipe, photo, held.result);
    const pictures = ['seed', 'accentuated', 'opacity', 'accentuated-alpha', 'sheet'].map(
      (name) => `${name}.png`,
    );
    expect([...plain.keys()]).toEqual([...pictures, 'run.webp', 'activation.svg', 'recipe.json']);
    const more = await runFiles(held.recipe, photo, held.result, { animate: ['gif'], report: true, summary });
    expect([...more.keys()]).toEqual([
      ...[...pictures, 'run.gif', 'activation.svg', 'recipe.json', 'measures.json', 'report.html'],
    ]);
    expect([...plain.keys(), ...more.keys()].filter((name) => !isRunFile(name))).toEqual([]);
    expect(JSON.parse(text(more.get('recipe.json')))).toEqual(JSON.parse(JSON.stringify(held.recipe)));
    expect(JSON.parse(text(more.get('measures.json')))).toEqual(JSON.parse(JSON.stringify(summary.measures)));
    expect(text(more.get('activation.svg'))).toBe(await activationChart(held.recipe));
    const page = text(more.get('report.html'));
    const data = / id="data">([^<]*)</.exec(page)![1]!;
    const { frames } = JSON.parse(data) as { frames: object[] };
    expect(frames.map((frame) => Object.keys(frame))).toEqual(
      frames.map(() => ['step', 'activation', 'distance', 'image']),
    );
    expect(page).toBe(await reportPage(held.recipe, photo, held.result, summary));
    for (const { value, from } of held.recipe.model.facts!)
      expect(page).toContain(`<td>${escapeMarkup(value)}<br><small>${escapeMarkup(from)}</small></td>`);
  });

  test('are the pictures of the run, to a byte', async () => {
    const files = await runFiles(held.recipe, photo, held.result);
    const pictureOf = (name: string) => readPhotograph(files.get(name) as Uint8Array, { size: [12, 12] });
    const { image, opacity } = held.result;
    const shown = opacityMap(opacity, image.size, { percentile: 20 });
    for (const [name, values] of [
      ['seed.png', photo.data],
      ['accentuated.png', image.data],
      ['opacity.png', Float32Array.from([...shown, ...shown, ...shown])],
    ] as const) {
      const { data } = await pictureOf(name);
      const clipped = values.map((v) => Math.min(1, Math.max(0, v)));
      expect(Math.max(...data.map((v, i) => Math.abs(v - clipped[i]!))), name).toBeLessThan(0.75 / 255);
    }
  });

  test('from noise are a picture, the curve and the recipe', async () => {
    const files = await runFiles(fromNoise.recipe, undefined, fromNoise.result, { animate: [] });
    expect([...files.keys()]).toEqual(['visualization.png', 'activation.svg', 'recipe.json']);
  });
});

test('a page shows names as text, and needs nothing else', async () => {
  const page = await reportPage(held.recipe, photo, held.result, summary);
  expect(page).toContain('&lt;b&gt;green&lt;/b&gt;');
  expect(page).toContain('&lt;photo&gt;.jpg');
  expect(page).not.toMatch(/<b>green|<photo>/);
  expect(page).not.toMatch(/(?:src|href)="(?!data:|#)/);
  expect(page).toMatch(/probability<\/th><td>0\.2500 → 0\.7500/);
});

test('the curve shows activation and distance, from noise activation alone, under a title or none', async () => {
  const svg = await activationChart(held.recipe);
  expect(svg).toMatch(/^<svg [^>]*width="720"[^>]*data-last="2"/);
  for (const shown of [
    '&lt;b&gt;green&lt;/b&gt;',
    '>activation over the views of each step<',
    '>distance at early<',
  ])
    expect(svg).toContain(shown);
  expect(await activationChart(fromNoise.recipe)).not.toContain('distance');
  const plain = await activationChart(held.recipe, { title: '', width: 300 });
  expect(plain).toMatch(/^<svg [^>]*width="300"/);
  expect(plain).not.toContain('green');
});

test('rows say what was raised, how far, how close it stayed, and how it was made', () => {
  const rows = new Map(summaryRows(held.recipe, summary));
  const { activation, steps } = held.recipe.results;
  expect(rows.get('feature')).toBe('<b>green</b> (logits:1)');
  expect(rows.get('activation, whole photograph')).toBe(
    `${activation.before.toFixed(3)} → ${activation.after.toFixed(3)}`,
  );
  expect(rows.get('probability')).toBe('0.2500 → 0.7500');
  expect(rows.get('held to the photograph')).toMatch(/^at early, strength 0\.5, balance \S+$/);
  expect(rows.get('distance at the last step')).toBe(steps[2]!.distance!.toPrecision(4));
  expect(rows.get('steps')).toBe('3, of 2 views each');
  expect(rows.get('written as')).toBe('fourier');
  expect(rows.get('canvas')).toBe('12 × 12 pixels (height × width)');
  expect(rows.get('time')).toBe('6.0 s, 2.00 s a step');
  expect(rows.get('on')).toMatch(/; cpu, 1 threads$/);

  const bare = new Map(summaryRows(fromNoise.recipe));
  expect(bare.has('activation, whole picture')).toBe(true);
  for (const name of ['held to the photograph', 'probability', 'time', 'distance at the last step'])
    expect(bare.has(name)).toBe(false);
});
