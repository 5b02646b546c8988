import { accentuate, accentuation, box, channel, graphCache } from 'faccent';
import { classOf, model, photograph } from './shipped.mjs';

const photo = await photograph('chelsea.png');
const options = { transform: box({ views: 4 }), steps: 12, threads: 1 };

// step by step; leaving the loop ends the run and releases what it holds
let checkpoint;
for await (const step of accentuation(model, photo, classOf('leopard'), options)) {
  if (step.step % 3 === 0) console.log(`step ${step.step}: ${step.activation.toFixed(3)}`);
  if (step.step === 6) {
    checkpoint = step.checkpoint();
    break;
  }
}

// what was left goes on as if it had not been
const resumed = await accentuate(model, photo, classOf('leopard'), { ...options, resume: checkpoint });
const straight = await accentuate(model, photo, classOf('leopard'), options);
console.log(`the same to the bit: ${resumed.image.data.every((v, i) => v === straight.image.data[i])}`);

// until the whole picture has it
const { steps } = await accentuate(model, photo, classOf('leopard'), { ...options, steps: 100, cutoff: 10 });
console.log(`above 10 after ${steps.length} steps`);

// many photographs and many features, compiled once
const cache = graphCache();
for (const name of ['chelsea.png', 'coffee.png']) {
  for (const unit of [12, 37]) {
    const feature = channel({ layer: 'block5c', unit });
    const { activation } = await accentuate(model, await photograph(name), feature, { ...options, cache });
    console.log(`${name}, unit ${unit}: ${activation.before.toFixed(2)} → ${activation.after.toFixed(2)}`);
  }
}
await cache.release();
