// Proves that an explanation's page, numbers and recipes say what was found, and hostile names as text.
import { beforeAll, expect, test } from 'vitest';
import { type Explanation, explain, explainedNames } from '../explanation/explanation.js';
import { checkRecipe } from '../recipe/check.js';
import { colourModel, redPhotograph } from '../testing/colours.js';
import { box } from '../transform/box.js';
import { explanationJson } from './explanation-json.js';
import { explanationFiles } from './loaded.js';

const model = colourModel();
let made: Explanation;
beforeAll(async () => {
  made = await explain(model, redPhotograph, { steps: 2, transform: box({ views: 1 }), threads: 1 });
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
  });
  expect(json.accentuations).toEqual(
    made.explained.map(({ part, recipe, probabilities, channels }) => ({
      ...{ part, name: recipe.name, activation: recipe.results.activation, probabilities, channels },
      recipe: `recipe-${part}.json`,
    })),
  );
});

test('files are a page, a sheet, the numbers, and a recipe of each accentuation', async () => {
  const files = await explanationFiles(made);
  const recipes = made.explained.map(({ part }) => `recipe-${part}.json`);
  expect([...files.keys()]).toEqual(['explanation.html', 'sheet.png', 'explain.json', ...recipes]);
  expect(JSON.parse(files.get('explain.json') as string)).toEqual(explanationJson(made));
  made.explained.forEach(({ recipe }, i) => {
    const read: unknown = JSON.parse(files.get(recipes[i]!) as string);
    expect(checkRecipe(read).results).toEqual(recipe.results);
  });
  const page = files.get('explanation.html') as string;
  expect(page).toContain('&lt;photo&gt;.jpg');
  expect(page).not.toMatch(/<photo>|<script|https?:/);
  expect(page.match(/<img src="data:image\/webp;base64,/g)).toHaveLength(7);
});
