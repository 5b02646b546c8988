import { type AccentuateOptions, type Objective, box, constant, loadModel, pixel } from 'faccent';
import {
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
  const small = { transform: box({ views: VIEWS, fraction: [0.05, 0.99] }), schedule: constant() };
  const published = await loadModel('efficientnet-lite0');
  const plane = await photograph('airplane-from-above.jpg', CANVAS);
  return [
    await on('a leopard, with the defaults', {}),
    await on('small boxes leave squares', small),
    await on('not held: the cat is lost', {
      strength: 0,
      steps: 100,
      learningRate: 0.1,
      schedule: constant(),
    }),
    await on('pixels without a spectrum: noise', {
      parameterization: pixel(),
      learningRate: 0.5,
      strength: 0,
    }),
    await accentuated('a network that is not robust', cat, leopard, {}, published),
    await on('a church in an airplane: nothing', {}, plane, classOf('church')),
    await on('a cat in the boats: nothing', {}, boats, classOf('tabby')),
    await on('held too closely: nothing', { strength: 10 }),
  ];
}
