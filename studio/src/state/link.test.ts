// Proves that a link says a run again, whatever letters are in it, and that a stranger's link is checked field by field.
import { expect, test } from 'vitest';
import { linkOf, readLink } from './link.js';

const run = {
  budget: 0.5,
  photograph: 3,
  feature: { layer: 'block5c', unit: 12, label: 'Café, 猫' },
  settings: { size: 224, steps: 40, views: 4, strength: 0.5, learningRate: 0.05, randomSeed: 7 },
};
const where = { network: 'efficientnet-lite0', sha256: 'ab'.repeat(32), photograph: 'Katze süß.png' };

test('what a link says is what it was made of, and not the photograph', () => {
  const { feature, settings } = run;
  expect(readLink(linkOf(run, where))).toEqual({ ...where, feature, settings });
  expect(linkOf(run, where)).toMatch(/^#run=[\w-]+$/);
});

test('other hashes are none of ours', () => {
  expect(readLink('')).toBeUndefined();
  expect(readLink('#section')).toBeUndefined();
});

const linkTo = (json: unknown): string => `#run=${Buffer.from(JSON.stringify(json)).toString('base64url')}`;

test.each([
  ['#run=%%%', /not whole/],
  [linkOf(run, where).slice(0, -5), /not whole/],
  [linkTo([1]), /does not hold a run/],
  [
    linkTo({ ...where, feature: { layer: 'a', unit: -1 }, settings: run.settings }),
    /unit should be a whole number/,
  ],
  [
    linkTo({ ...where, feature: { layer: 7, unit: 1 }, settings: run.settings }),
    /layer should be a short text/,
  ],
  [linkTo({ ...where, network: 'x'.repeat(1000), feature: run.feature, settings: run.settings }), /network/],
  [
    linkTo({ ...where, feature: run.feature, settings: { ...run.settings, steps: 1e9 } }),
    /steps should be .* 1 to 2000/,
  ],
  [
    linkTo({ ...where, feature: run.feature, settings: { ...run.settings, size: 4096 } }),
    /size should be .* 32 to 1024/,
  ],
  [linkTo({ ...where, feature: run.feature, settings: { ...run.settings, views: null } }), /views/],
  [linkTo({ ...where, feature: run.feature, settings: {} }), /size/],
])('%.60s is refused', (hash, message) => {
  expect(() => readLink(hash)).toThrow(message);
});
