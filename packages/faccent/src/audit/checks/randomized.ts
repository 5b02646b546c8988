import { check, line } from '../check.js';
import { picturesOf } from '../evidence.js';
import { meanOf } from '../../math/middle.js';
import { type Alike, likenesses, madeAlike, pairs, placedAlike, seenAlike } from '../likeness.js';

/**
 * Whether the pictures owe anything to what the network has learned: those of the same unit with the weights shuffled are
 * to be less like them than those of another seed are (docs/method.md, 15.3; Adebayo et al. 2018).
 */
export const randomized = check('randomized', {
  about: 'whether accentuations with shuffled weights are less like the real ones than those of another seed',
  title: 'Do its pictures depend on what was learned?',
  doubt:
    'What a network of shuffled weights shows just as well comes from the photograph and the method, and was not learned.',
  of: 'its pictures',
  needs: ['own', 'randomized'],
  run: async (evidence) => {
    const { eyes, photographs } = evidence;
    const own = picturesOf(evidence, 'own');
    const plain = own.filter(({ parameterization }) => parameterization === own[0]!.parameterization);
    const all = [...plain, ...picturesOf(evidence, 'randomized')];
    const ways: readonly (readonly [string, Alike])[] = [
      ['to the network', seenAlike(eyes, photographs)],
      ['to the eye, from afar', madeAlike(photographs)],
      ['where they look', placedAlike],
    ];
    return Promise.all(
      ways.map(async ([what, alike]) => {
        const seeds = pairs(plain, () => true);
        const shuffled = pairs(all, (a, b) => a.need !== b.need);
        return line(
          `how alike two seeds are ${what}`,
          meanOf(await likenesses(seeds, alike)),
          'above',
          'how alike they are to those with shuffled weights',
          await likenesses(shuffled, alike),
        );
      }),
    );
  },
  says: {
    sound: 'With its weights shuffled the network makes another picture: what is seen was learned.',
    doubtful: 'In one respect at least a network with its weights shuffled makes much the same picture.',
  },
});
