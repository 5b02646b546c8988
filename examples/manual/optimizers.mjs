import { accentuate, adam, box, cosine, nadam, sgd } from 'faccent';
import { classOf, model, photograph } from './shipped.mjs';

const photo = await photograph('chelsea.png');
const transform = box({ views: 4 });

const settings = {
  adam: { optimizer: adam() },
  'adam, cosine': { optimizer: adam(), schedule: cosine({ to: 0.1 }) },
  'adam, own schedule': { schedule: (step, steps) => (step < steps / 2 ? 2 : 0.5) },
  nadam: { optimizer: nadam() },
  'sgd, momentum': { optimizer: sgd({ momentum: 0.9 }), learningRate: 200 },
};
for (const [name, options] of Object.entries(settings)) {
  const { activation } = await accentuate(model, photo, classOf('leopard'), {
    transform,
    steps: 20,
    ...options,
  });
  console.log(`${name.padEnd(18)} ${activation.before.toFixed(2)} → ${activation.after.toFixed(2)}`);
}
