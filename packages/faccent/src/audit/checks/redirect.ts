import { check, line } from '../check.js';
import { picturesOf } from '../evidence.js';

/** Steps in which a unit is to come alive by itself. */
const FIRST = 16;

/**
 * Whether the pictures could be made as they are: a unit that is dead on the photograph moves only where gradients are
 * redirected through closed ReLUs (docs/method.md, 15.7).
 */
export const redirect = check('redirect', {
  about: 'whether the first steps move without redirected gradients',
  title: 'Could its pictures be made without help?',
  doubt:
    'Where no gradient reaches the photograph, the first steps follow gradients that the network does not have, and so does what comes of them.',
  of: 'its gradients',
  needs: ['own'],
  run: (evidence) => {
    const own = picturesOf(evidence, 'own');
    const steps = evidence.unaided ?? own.flatMap(({ result }) => result.steps.slice(0, FIRST));
    const dead = steps.filter((step) => step.dead).length / steps.length;
    return [
      line(`share of the first ${FIRST} steps that no gradient reached`, dead, 'not above', 'none', [0]),
    ];
  },
  says: {
    sound: 'Gradients reach the photograph from the first step on.',
    doubtful:
      'On its photograph the unit is dead at first: its pictures were begun with redirected gradients, or not at all.',
  },
});
