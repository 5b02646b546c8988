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

const layer = 'block5c';
const photo = await photograph('chelsea.png');

// the mean activations of another photograph are a direction in the layer
const { dims, data } = await activations(model, await photograph('coffee.png'), layer);
const plane = dims[2] * dims[3];
const coffee = Float32Array.from({ length: dims[1] }, (_, c) =>
  data.subarray(c * plane, (c + 1) * plane).reduce((sum, a) => sum + a / plane, 0),
);

const examples = {
  'one class less another': subtract(classOf('leopard'), multiply(0.5, classOf('Egyptian cat'))),
  'two units, as text': parseObjective('block5c:37 + 2*block5c:12'),
  'towards the coffee': direction({ layer, unit: coffee }),
  'from JSON': objectives.read({ name: 'neuron', layer, unit: 37, position: [7, 7] }),
};
for (const [name, objective] of Object.entries(examples)) {
  const { activation } = await accentuate(model, photo, objective, {
    transform: box({ views: 4 }),
    strength: 0.2,
    steps: 20,
  });
  console.log(`${name}: ${activation.before.toFixed(2)} → ${activation.after.toFixed(2)}`);
}
