import { audited, auditFiles, box, fourier, pixel } from 'faccent';
import { model, photograph } from './shipped.mjs';

const photo = await photograph('chelsea.png');
const names = ['coffee.png', 'nagasaki-boats.jpg', 'allium-oreophilum.jpg', 'airplane-from-above.jpg'];

// few and short accentuations, and no second network: `audited` by itself makes 14 of 24 steps, as the command does
const audit = await audited(model, { layer: 'block5c', unit: 12 }, [photo], {
  natural: await Promise.all(names.map((name) => photograph(name))),
  ...{ steps: 6, seeds: 2, others: 2, transform: box({ views: 2 }), threads: 1 },
  parameterizations: [fourier(), pixel()],
});
for (const { name, verdict, sentence } of audit.findings)
  if (verdict !== 'not measured') console.log(`${name}, ${verdict}: ${sentence}`);

// what the command writes
console.log([...(await auditFiles(audit)).keys()].join(', '));
