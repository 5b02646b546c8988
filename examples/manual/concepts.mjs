import {
  accentuate,
  box,
  channel,
  contrastDirection,
  cosim,
  craftConcepts,
  meanActivations,
  objectiveValues,
} from 'faccent';
import { model, photograph } from './shipped.mjs';

const layer = 'head';
const [coffee, cat] = [await photograph('coffee.png'), await photograph('chelsea.png')];

// what the coffee has and the cat has not; with more photographs of each kind, what the kinds have
const vectors = (image) => meanActivations(model, [image], layer);
const direction = contrastDirection(await vectors(coffee), await vectors(cat));
const objective = channel({ layer, unit: direction });
const [more, less] = await objectiveValues(model, objective, [coffee, cat]);
console.log(`along the contrast: coffee ${more.toFixed(1)}, cat ${less.toFixed(1)}`);

const options = { steps: 20, transform: box({ views: 4 }), strength: 0.2 };
const { activation } = await accentuate(model, cat, objective, options);
console.log(`the cat accentuated: ${activation.before.toFixed(1)} → ${activation.after.toFixed(1)}`);

// the parts that add up to the activations of patches (CRAFT)
const { concepts, error } = await craftConcepts(model, [coffee], layer, { rank: 3, patchSize: 48 });
const shares = concepts.map(({ share }) => `${(100 * share).toFixed(0)} %`).join(', ');
console.log(`three parts: ${shares}; they leave ${(100 * error).toFixed(0)} % of the norm`);
const part = cosim({ layer, unit: concepts[0].direction, power: 2 });
const raised = await accentuate(model, cat, part, options);
console.log(`the first: ${raised.activation.before.toFixed(2)} → ${raised.activation.after.toFixed(2)}`);
