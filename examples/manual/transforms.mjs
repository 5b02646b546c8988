import { accentuate, box, compose, jitter, pad, randomRotate, transforms, whole } from 'faccent';
import { classOf, model, photograph } from './shipped.mjs';

const photo = await photograph('chelsea.png');
const shaken = compose([pad(12), jitter(16), randomRotate([-10, 0, 10])], { views: 4 });
const written = JSON.stringify(shaken.description);
console.log(written);

for (const transform of [whole(), box({ views: 4 }), transforms.read(JSON.parse(written))]) {
  const options = { transform, steps: 20 };
  const { activation, steps } = await accentuate(model, photo, classOf('leopard'), options);
  const seen = steps.at(-1).activation;
  console.log(
    `${transform.name.padEnd(8)} on its views ${seen.toFixed(1)}, on the whole ${activation.after.toFixed(1)}`,
  );
}
