import { box, checkRecipe, recipe, replay, runRecipe } from 'faccent';
import { model, photograph } from './shipped.mjs';

const photo = await photograph('chelsea.png');
const request = await recipe({
  model,
  photograph: photo,
  objective: { layer: 'block5c', unit: 12 },
  options: { transform: box({ views: 4 }), steps: 10, threads: 1 },
});

// a run as any other, whose last value has the recipe with what came of it
const run = runRecipe(request, { model, photo });
let next = await run.next();
while (!next.done) next = await run.next();
const written = JSON.stringify(next.value.recipe);

const { identical, recipe: again } = await replay(checkRecipe(JSON.parse(written)), { model, photo });
const { before, after } = again.results.activation;
console.log(`${before.toFixed(2)} → ${after.toFixed(2)}, the same to the bit: ${identical}`);
