import { accentuate, box, fourier, fourierPhase, laplacian, pixel } from 'faccent';
import { classOf, model, photograph } from './shipped.mjs';

const photo = await photograph('chelsea.png');
const transform = box({ views: 4 });

for (const parameterization of [fourier(), fourier({ decay: 1.5 }), fourierPhase(), laplacian(), pixel()]) {
  const options = { parameterization, transform, steps: 20 };
  const { activation } = await accentuate(model, photo, classOf('leopard'), options);
  const rise = activation.after - activation.before;
  console.log(`${parameterization.name.padEnd(14)} + ${rise.toFixed(2)}`);
}
