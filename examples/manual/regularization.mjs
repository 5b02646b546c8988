import { accentuate, box } from 'faccent';
import { classOf, model, photograph } from './shipped.mjs';

const photo = await photograph('chelsea.png');
const transform = box({ views: 4 });
const run = (options) => accentuate(model, photo, classOf('leopard'), { transform, steps: 20, ...options });

for (const strength of [0.1, 1, 10]) {
  const { activation, steps, balance } = await run({ strength });
  const distance = steps.at(-1).distance.toFixed(1);
  console.log(
    `strength ${strength}: activation ${activation.after.toFixed(1)} at distance ${distance}, balance ${balance.toFixed(2)}`,
  );
}

const layers = [{ layer: 'block3b' }, { layer: 'block2b', power: 1, weight: 0.5 }];
console.log(`two layers: ${(await run({ regularize: layers })).activation.after.toFixed(1)}`);

const moved = (image) => Math.hypot(...image.data.map((v, i) => v - photo.data[i]));
const { image } = await run({ regularize: null, ball: 2, learningRate: 1000 });
console.log(`ball: the picture is ${moved(image).toFixed(2)} away from the photograph`);

const left = Float32Array.from({ length: 160 * 160 }, (_, i) => Number(i % 160 < 80));
const { image: half } = await run({ mask: left });
const changed = half.data.filter((v, i) => i % 160 >= 80 && Math.abs(v - photo.data[i]) > 1e-4).length;
console.log(`mask: ${changed} values changed outside`);
