import { accentuate, opacityMap } from 'faccent';
import { classOf, model, photograph } from './shipped.mjs';

const photo = await photograph('chelsea.png');
const { image, opacity, activation } = await accentuate(model, photo, classOf('leopard'), { steps: 20 });

console.log(`leopard: ${activation.before.toFixed(1)} → ${activation.after.toFixed(1)}`);

const alpha = opacityMap(opacity, image.size);
const opaque = alpha.filter((a) => a > 0.5).length / alpha.length;
console.log(`${(100 * opaque).toFixed(0)} % of the picture is more opaque than not`);
