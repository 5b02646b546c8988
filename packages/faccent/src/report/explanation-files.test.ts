// Proves that an explanation's page, numbers, pictures and recipes say what was found, and hostile names as text.
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { type Explanation, explain, explainedNames } from '../explanation/explanation.js';
import { checkRecipe } from '../recipe/check.js';
import { colourModel, redPhotograph } from '../testing/colours.js';
import { box } from '../transform/box.js';
import { explanationJson } from './explanation-json.js';
import { explanationPictures } from './explanation-pictures.js';
import { explanationFiles } from './loaded.js';
import { isExplanationFile } from './own-files.js';

const model = colourModel();
const options = { steps: 2, transform: box({ views: 1 }), threads: 1 };
let made: Explanation;
beforeAll(async () => {
  made = await explain(model, redPhotograph, options);
});

test('the classes are known before it is made', async () => {
  expect(await explainedNames(model, redPhotograph)).toEqual({ predicted: 'red', actual: 'green' });
  expect(await explainedNames(model, redPhotograph, { predicted: 'green', actual: 0 })).toEqual({
    ...{ predicted: 'green', actual: 'red' },
  });
});

test('numbers are those of the explanation, as plain JSON', () => {
  const json = explanationJson(made);
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  expect(json).toMatchObject({
    photo: redPhotograph.path,
    predicted: 'red',
    actual: 'green',
    said: made.said,
    layer: 'seen',
  });
  expect(json.accentuations).toEqual(
    made.explained.map(({ part, recipe, probabilities, carriers }) => ({
      ...{ part, name: recipe.name, activation: recipe.results.activation, probabilities },
      recipe: `recipe-${part}.json`,
      carriers: {
        channels: carriers!.channels.map(({ feature, unit, photograph, accentuated }) => ({
          ...{ feature, photograph, accentuated, where: `channel-${unit}-where-${part}.png` },
        })),
        others: carriers!.others,
      },
    })),
  );
  expect(json.channels).toEqual(
    made.channels.map(({ feature, unit, recipe }) => ({
      ...{ feature, activation: recipe.results.activation, picture: `channel-${unit}.png` },
      ...{ where: `channel-${unit}-where.png`, recipe: `recipe-channel-${unit}.json` },
    })),
  );
});

test('files are a page, a sheet, the numbers, and pictures and a recipe of each accentuation', async () => {
  const files = await explanationFiles(made);
  const recipes = [
    ...made.explained.map(({ part, recipe }) => [`recipe-${part}.json`, recipe] as const),
    ...made.channels.map(({ unit, recipe }) => [`recipe-channel-${unit}.json`, recipe] as const),
  ];
  const json = explanationJson(made);
  const shown = [
    ...json.channels.flatMap(({ picture, where }) => [picture, where!]),
    ...json.accentuations.flatMap(({ carriers }) => carriers!.channels.map(({ where }) => where!)),
  ];
  expect([...files.keys()].sort()).toEqual(
    ['explanation.html', 'sheet.png', 'explain.json', ...recipes.map(([name]) => name), ...shown].sort(),
  );
  expect([...files.keys()].filter((name) => !isExplanationFile(name))).toEqual([]);
  expect(JSON.parse(files.get('explain.json') as string)).toEqual(json);
  for (const [name, recipe] of recipes) {
    const read: unknown = JSON.parse(files.get(name) as string);
    expect(checkRecipe(read).results).toEqual(recipe.results);
  }
  for (const name of shown) {
    const { width, height } = await sharp(files.get(name) as Uint8Array).metadata();
    expect([height, width]).toEqual([...redPhotograph.size]);
  }
  const page = files.get('explanation.html') as string;
  expect(json.model).toEqual(model.facts);
  expect(page).toContain('<h2 id="model">What was taken to be so of the model</h2>');
  expect(page).toContain('&lt;photo&gt;.jpg');
  expect(page).not.toMatch(/<photo>|<script|https?:/);
  // a photograph, two pictures of each part, three of each of its two channels
  expect(page.match(/<img src="data:image\/webp;base64,/g)).toHaveLength(1 + 3 * 2 + 3 * 2 * 3);
  for (const { feature } of made.channels) expect(page).toContain(`<b>${feature}</b> adds `);
});

test('a map is brightest where its channel fires most, on one scale for a channel', () => {
  const side = 32;
  const grey = { size: [side, side] as const, data: new Float32Array(3 * side * side).fill(0.5) };
  /** Of 4 × 4 positions one fires, all others are below zero. */
  const firing = (at: number, value: number) => ({
    ...{ size: [4, 4] as const, map: new Float32Array(16).fill(-1).fill(value, at, at + 1) },
  });
  const [part] = made.explained;
  const [carrier] = part!.carriers!.channels;
  const channel = made.channels.find(({ unit }) => unit === carrier!.unit)!;
  const [pictures] = explanationPictures({
    ...made,
    photograph: grey,
    channels: [{ ...channel, where: firing(6, 2) }],
    explained: [
      {
        ...part!,
        result: { ...part!.result, image: grey, opacity: grey.data },
        carriers: { ...part!.carriers!, channels: [{ ...carrier!, where: firing(9, 4) }] },
      },
    ],
  });
  const [before, after] = [pictures!.carriers[0]!.photograph!, pictures!.carriers[0]!.accentuated!];
  const brightest = ({ data }: typeof before): [y: number, x: number, value: number] => {
    const red = data.subarray(0, side * side);
    const at = red.indexOf(Math.max(...red));
    return [Math.floor(at / side), at % side, red[at]!];
  };
  // position 6 is in row 1 and column 2 of 4, position 9 in row 2 and column 1: 8 pixels each
  const [y, x, faint] = brightest(before);
  const [v, u, strong] = brightest(after);
  expect([y, x, v, u].map((pixel) => Math.floor(pixel / 8))).toEqual([1, 2, 2, 1]);
  expect(strong).toBeGreaterThan(faint + 0.1);
  // below zero it is dark: grey, dimmed
  expect(before.data[0]).toBeCloseTo(0.55 * 0.5, 5);
});

test('what has no channels says why, or has no word of them', async () => {
  const page = async (explanation: Explanation): Promise<string> =>
    (await explanationFiles(explanation)).get('explanation.html') as string;
  const without = await explain(model, redPhotograph, { ...options, channels: 0 });
  // the model's facts have channels of another kind
  expect((await page(without)).split('<h2 id="model">')[0]).not.toContain('hannels');
  const flat = await page({ ...without, layer: undefined });
  expect(flat).toContain('No layer before the classes has a grid of positions');
  expect(flat.match(/<img /g)).toHaveLength(7);
});

test('channels of a layer without positions have a picture and no map', async () => {
  const files = await explanationFiles(
    await explain(model, redPhotograph, { ...options, layer: 'pooled', channels: 1 }),
  );
  expect([...files.keys()].filter((name) => name.startsWith('channel'))).toEqual([
    'channel-0.png',
    'channel-1.png',
  ]);
  const page = files.get('explanation.html') as string;
  expect(page.match(/<img /g)).toHaveLength(7 + 3);
  expect(page).not.toContain('fires');
});
