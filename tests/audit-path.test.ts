// Proves that the audit's comparison of paths flags a network that was made to lie, as `npm run study audit` does with
// more of them, and not the network as it is.
import { loadModel } from 'faccent';
import { beforeAll, describe, expect, test } from 'vitest';
import { Bench } from '../studies/audit/bench.js';
import { shippedCrops } from '../studies/audit/photographs.js';
import { KINDS, type Seed, seedOf } from '../studies/audit/seeds.js';

describe('a fooling circuit in the network that ships', () => {
  let seed: Seed;
  beforeAll(async () => {
    const model = await loadModel('efficientnet-lite0-robust');
    const photographs = await shippedCrops(60, model.description.size, 0);
    const bench = await Bench.open(model, photographs, ['block3b'], {
      ...{ steps: 20, views: 2, strength: 0.1, strongest: 20, others: 2, ofOthers: 8 },
    });
    ({ seed } = await seedOf(bench, 1, 'block3b', 'block2b'));
    await bench.cache.release();
  }, 600_000);

  test.each(KINDS)('%s: photographs do not show it, its picture shows the decoy', (kind) => {
    const { natural, unitMoved, decoyMoved } = seed.fooled[kind];
    expect(natural).toBeGreaterThan(0.99);
    expect(unitMoved).toBeLessThan(0);
    expect(decoyMoved).toBeGreaterThan(1);
  });

  test.each(KINDS)('%s: its path is flagged', (kind) => {
    expect(seed.fooled[kind]).toMatchObject({ flagged: true });
    expect(seed.fooled[kind].likeness).toBeLessThan(0.2);
  });

  test('the network as it is takes the path of photographs', () => {
    expect(seed.untouched).toMatchObject({ flagged: false });
    expect(seed.untouched.likeness).toBeGreaterThan(0.8);
  });
});
