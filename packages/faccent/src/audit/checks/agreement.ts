import { meanOf } from '../../math/middle.js';
import { type AuditLine, type Wanted, check, line } from '../check.js';
import { type AuditedPicture, type Evidence, picturesOf } from '../evidence.js';
import { type Alike, differentFeatures, likenesses, pairs, placedAlike, seenAlike } from '../likeness.js';

/** The feature's pictures over seeds and over parameterizations, against pictures of different features. */
async function linesOf(evidence: Evidence, how: string, alike: Alike, wanted: Wanted): Promise<AuditLine[]> {
  const own = picturesOf(evidence, 'own');
  const all = [...own, ...picturesOf(evidence, 'others')];
  const over = async (what: string, sameWriting: boolean): Promise<AuditLine> => {
    // what tells the two apart but for the feature is the same in both
    const isSuch = (a: AuditedPicture, b: AuditedPicture): boolean =>
      (a.parameterization === b.parameterization) === sameWriting;
    const found = meanOf(await likenesses(pairs(own, isSuch), alike));
    const different = await differentFeatures(all, alike, isSuch);
    return line(`${how}, over ${what}`, found, wanted, 'pictures of two different features', different);
  };
  return [await over('seeds', true), await over('parameterizations', false)];
}

/**
 * Whether the feature's accentuations are the same thing each time: over seeds and over parameterizations, against pictures
 * of other features of the layer (docs/method.md, 15.1).
 */
export const agreement = check('agreement', {
  about:
    'whether accentuations agree over seeds and parameterizations, more than those of different features do',
  title: 'Do its pictures agree with each other?',
  doubt:
    'Pictures of the same feature that are no more alike than pictures of different features show chance, or the way in which they were written.',
  of: 'its pictures',
  needs: ['own', 'others'],
  run: async (evidence) => {
    const { eyes, photographs } = evidence;
    return [
      ...(await linesOf(evidence, 'as the network sees them', seenAlike(eyes, photographs), 'above')),
      // different features look at much the same places of a photograph: its own are to agree no less
      ...(await linesOf(evidence, 'where they look', placedAlike, 'not below')),
    ];
  },
  says: {
    sound:
      'Whatever the seed and however the picture is written, the feature brings the same to the network, at the same places.',
    doubtful: 'In one respect at least its pictures are no more alike than pictures of different features.',
  },
});
