import type { Image } from '../../image/image.js';
import { Random } from '../../math/random.js';
import { type AuditLine, check, line } from '../check.js';
import { type AuditedPicture, type Evidence, type SecondNetwork, picturesOf } from '../evidence.js';
import { meanOf } from '../../math/middle.js';
import { differentFeatures, likenesses, pairs, seenAlike } from '../likeness.js';

/** The same change of the pixels, in random order: as far from the photograph, and of nothing. */
function shuffledChange(before: Image, after: Image, random: Random): Image {
  const area = before.size[0] * before.size[1];
  const order = Uint32Array.from({ length: area }, (_, i) => i);
  for (let i = area - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const data = before.data.map((v, i) => {
    const from = Math.floor(i / area) * area + order[i % area]!;
    return Math.min(1, Math.max(0, v + after.data[from]! - before.data[from]!));
  });
  return { size: before.size, data };
}

/** How much the class rises in the other network, against pictures of other classes, and noise. */
async function classLine(evidence: Evidence, { eyes, unit }: SecondNetwork): Promise<AuditLine> {
  const { photographs } = evidence;
  const score = { layer: eyes.model.logits, unit: unit! };
  const rise = async ({ photograph, result }: AuditedPicture, shown = result.image): Promise<number> => {
    const [before, after] = await eyes.values([photographs[photograph]!, shown], score);
    return after! - before!;
  };
  const own = picturesOf(evidence, 'own');
  const random = new Random(0);
  const noise = own.map((one) => shuffledChange(photographs[one.photograph]!, one.result.image, random));
  const nothing = await Promise.all([
    ...picturesOf(evidence, 'others').map((one) => rise(one)),
    ...own.map((one, i) => rise(one, noise[i])),
  ]);
  return line(
    'how much the class rises there (logit)',
    meanOf(await Promise.all(own.map((one) => rise(one)))),
    'above',
    'pictures of other classes, and noise as strong',
    nothing,
  );
}

/** Whether the other network sees one thing in all of the feature's pictures, more than in those of different features. */
async function changeLine(evidence: Evidence, { eyes }: SecondNetwork): Promise<AuditLine> {
  const alike = seenAlike(eyes, evidence.photographs);
  const own = picturesOf(evidence, 'own');
  const all = [...own, ...picturesOf(evidence, 'others')];
  const found = await likenesses(
    pairs(own, () => true),
    alike,
  );
  const different = await differentFeatures(all, alike);
  const what = 'how alike its pictures are there (cosine)';
  return line(what, meanOf(found), 'above', 'pictures of two different features', different);
}

/** Whether the pictures say something to a network that they were not made for (docs/method.md, 15.2). */
export const otherNetwork = check('otherNetwork', {
  about:
    'whether a second network sees one thing in the accentuations, and of a class the same: null other features, noise',
  title: 'Does another network see it, too?',
  doubt:
    'What only the network sees that a picture was optimized for may be a weakness of that network, and nothing in the world.',
  of: 'its pictures',
  needs: ['own', 'others', 'second'],
  run: async (evidence) => {
    const { second } = evidence;
    if (!second) return 'no second network was given';
    const lines = [await changeLine(evidence, second)];
    return second.unit === undefined ? lines : [await classLine(evidence, second), ...lines];
  },
  says: {
    sound: 'A network that had no part in making the pictures sees the same thing in each of them.',
    doubtful:
      'A network that had no part in making the pictures sees no more in them than in pictures of something else.',
  },
});
