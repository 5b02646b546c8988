import { type AccentuateOptions, type Objective, box, loadModel, pixel } from 'faccent';
import {
  STEPS,
  type Cell,
  CANVAS,
  VIEWS,
  accentuated,
  boats,
  cat,
  classOf,
  leopard,
  photograph,
} from '../subject.js';

/** What does not work, each beside what does. */
export async function limits(): Promise<Cell[][]> {
  const on = (label: string, options: AccentuateOptions, photo = cat, objective: Objective = leopard) =>
    accentuated(label, photo, objective, options);
  const small = { transform: box({ views: VIEWS, fraction: [0.05, 0.99] }) };
  const published = await loadModel('efficientnet-lite0');
  const plane = await photograph('airplane-from-above.jpg', CANVAS);
  const pixels = { parameterization: pixel(), learningRate: 0.5, strength: 0 };
  return [
    await on('a leopard, with the defaults', {}),
    await on('small boxes leave squares', small),
    await on('not held, three times as long', { strength: 0, steps: 3 * STEPS }),
    await accentuated('a network that is not robust', cat, leopard, {}, published),
    await accentuated('its pixels, without a spectrum', cat, leopard, pixels, published),
    await on('held too closely', { strength: 10 }),
    await on('a cat in the boats', {}, boats, classOf('tabby')),
    await on('a church in an airplane', {}, plane, classOf('church')),
  ];
}
