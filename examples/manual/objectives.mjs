import {
  accentuate,
  activations,
  box,
  direction,
  multiply,
  objectives,
  parseObjective,
  subtract,
} from 'faccent';
import { classOf, model, photograph } from './shipped.mjs';

const layer = 'mixed4c';
const photo = await photograph('allium-oreophilum');

// the mean activations of another photograph are a direction in the layer
const { dims, data } = await activations(model, await photograph('nagasaki-boats'), layer);
const plane = dims[2] * dims[3];
const boats = Float32Array.from({ length: dims[1] }, (_, c) =>
  data.subarray(c * plane, (c + 1) * plane).reduce((sum, a) => sum + a / plane, 0),
);

const examples = {
  'one class less another': subtract(classOf('sunflower'), multiply(0.5, classOf('joshua tree'))),
  'two units, as text': parseObjective('mixed4c:307 + 2*mixed4c:12'),
  'towards the boats': direction({ layer, unit: boats }),
  'from JSON': objectives.read({ name: 'neuron', layer, unit: 307, position: [7, 7] }),
};
for (const [name, objective] of Object.entries(examples)) {
  const { activation } = await accentuate(model, photo, objective, {
    transform: box({ views: 4 }),
    strength: 0.2,
    steps: 20,
  });
  console.log(`${name}: ${activation.before.toFixed(2)} → ${activation.after.toFixed(2)}`);
}
