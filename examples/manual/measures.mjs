import { accentuate, box, measure, objectiveValues } from 'faccent';
import { classOf, model, photograph, unitOf } from './shipped.mjs';

const photo = await photograph('chelsea.png');
const objective = classOf('leopard');
const { image } = await accentuate(model, photo, objective, { steps: 20, transform: box({ views: 4 }) });

const others = await Promise.all(['coffee.png', 'nagasaki-boats.jpg'].map((name) => photograph(name)));
const measures = await measure(model, {
  photo,
  accentuation: image,
  objective,
  naturalActivations: await objectiveValues(model, objective, others),
  second: { model, unit: unitOf('leopard') }, // another model would say more than the same
});

const arrow = ({ before, after }) => `${before.toFixed(2)} → ${after.toFixed(2)}`;
console.log(`activation ${arrow(measures.activation)}`);
console.log(
  `in standard deviations of ${measures.natural.count} photographs: ${arrow(measures.natural.standardScore)}`,
);
console.log(`distance ${measures.distance.value.toFixed(2)} at ${measures.distance.layer}`);
console.log(`${measures.pixels.l2.toFixed(1)} in pixels, structural similarity ${measures.ssim.toFixed(3)}`);
console.log(`probability in the second model: ${arrow(measures.transfer.probability)}`);
