import { accentuateTo, box } from 'faccent';
import { classOf, model, photograph } from './shipped.mjs';

const photo = await photograph('chelsea.png');
const options = { transform: box({ views: 4 }), steps: 10, threads: 1 };

// five levels over all that ten steps up and ten steps down reach
const { levels, activation } = await accentuateTo(model, photo, classOf('leopard'), 5, options);
console.log(`the photograph: ${activation.toFixed(2)}`);
for (const { wanted, reached, direction, step } of levels)
  console.log(
    `wanted ${wanted.toFixed(2)}, reached ${reached.toFixed(2)}: ${direction}, step ${step.toFixed(1)}`,
  );

// or those that are named: what is out of reach has the nearest picture
const named = await accentuateTo(model, photo, classOf('leopard'), [4, 50], options);
for (const { wanted, reached, missed } of named.levels)
  console.log(`wanted ${wanted}, reached ${reached.toFixed(2)}${missed ? ': out of reach' : ''}`);
