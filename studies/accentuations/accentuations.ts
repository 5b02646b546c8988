// Accentuates the photographs that ship towards classes that they do not show, with both networks that ship, and writes
// docs/accentuations.md: what another network sees in them, and the pictures side by side.
//
//   npm run study accentuations -- JUDGE_FOLDER
//
// The folder holds model.onnx, model.json and labels.txt of SqueezeNet 1.1 (Iandola et al. 2016), which does not ship.
import { type Image, graphCache, opacityMap, pictureSheet } from 'faccent';
import sharp from 'sharp';
import { writeProjectFile } from '../common/files.js';
import { jpeg } from '../common/jpeg.js';
import { table } from '../common/markdown.js';
import { mean } from '../common/numbers.js';
import { writePage } from '../common/page.js';
import { openBench } from '../defaults/bench.js';
import { PAIRS } from '../defaults/pairs.js';
import { type MadeRun, madeRun } from '../defaults/runs.js';
import { CANVAS, CHOSEN, JUDGE, NETWORKS, STEPS, VIEWS } from '../defaults/settings.js';

const [judge] = process.argv.slice(2);
if (!judge) throw new Error('usage: npm run study accentuations -- JUDGE_FOLDER');
const PICTURES = 'docs/pictures/accentuations';
const LIMITS = { best: 86, worst: 50, by: 4, bytes: 220_000 };

/** The pairs' runs with a network, and what it calls their classes. */
async function runsOf(network: (typeof NETWORKS)[number]) {
  const bench = await openBench(network, { judge: judge! });
  const cache = graphCache();
  const runs: MadeRun[] = [];
  for (const pair of PAIRS.shipped) {
    runs.push(await madeRun(bench, CHOSEN, pair, cache));
    const { photograph, unit, odds } = runs.at(-1)!.kept;
    console.log(network.name, photograph, unit, odds.toFixed(1));
  }
  await cache.release();
  const labels = PAIRS.shipped.map(({ unit }) => bench.model.description.labels![unit]!.split(',')[0]!);
  return { name: network.name, runs, labels };
}

const networks: Awaited<ReturnType<typeof runsOf>>[] = [];
for (const network of NETWORKS) if (network.name !== JUDGE) networks.push(await runsOf(network));

/** The opacity map as a grey picture. */
function mapOf({ accentuation: { opacity, image } }: MadeRun): Image {
  const alpha = opacityMap(opacity, image.size);
  const data = new Float32Array(3 * alpha.length);
  for (let c = 0; c < 3; c++) data.set(alpha, c * alpha.length);
  return { size: image.size, data };
}

const sheets = [];
for (const name of new Set(PAIRS.shipped.map(({ photograph }) => photograph))) {
  const cells = PAIRS.shipped.flatMap(({ photograph }, i) => {
    if (photograph !== name) return [];
    const label = networks[0]!.labels[i]!;
    return [
      { label: 'photograph', image: networks[0]!.runs[i]!.photograph },
      ...networks.flatMap(({ name: network, runs }) => [
        {
          label: `${label}, ${network.replace('efficientnet-lite0', 'Lite0')}`,
          image: runs[i]!.accentuation.image,
        },
        { label: 'opacity', image: mapOf(runs[i]!) },
      ]),
    ];
  });
  const images = cells.map(({ image }) => image);
  const picture = sharp(
    await pictureSheet(
      images,
      5,
      cells.map(({ label }) => label),
    ),
  );
  const file = `${name.replace(/\.\w+$/, '')}.jpg`;
  await writeProjectFile(`${PICTURES}/${file}`, await jpeg(picture.resize({ width: 1300 }), LIMITS));
  sheets.push(`![${name} with both networks](pictures/accentuations/${file})`);
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
const rows = PAIRS.shipped.map(({ photograph }, i) => [
  photograph,
  networks[0]!.labels[i]!,
  ...networks.flatMap(({ runs }) => {
    const { before, after, odds, ssim } = runs[i]!.kept;
    return [`${before.toFixed(1)} → ${after.toFixed(1)}`, signed(odds), ssim.toFixed(2)];
  }),
]);
const heads = [
  ...['photograph', 'class'],
  ...networks.flatMap(({ name }) => [`${name}: own logit`, 'SqueezeNet’s log-odds', 'SSIM']),
];
const summary = networks.map(({ name, runs }) => {
  const odds = runs.map(({ kept }) => kept.odds);
  return `**${name}**: ${signed(mean(odds))} on mean, a rise in ${odds.filter((o) => o > 0).length} of ${odds.length}`;
});

await writePage(
  'docs/accentuations.md',
  `# Both networks on the same photographs

Made by \`npm run study accentuations\`: the photographs that ship, each towards classes that it does not show, with the default settings
on a canvas of ${CANVAS} with ${STEPS} steps of ${VIEWS} views. What another network, SqueezeNet 1.1, sees in them is the rise of its log-odds of the
class, log p / (1 − p), on the whole picture: ${summary.join('; ')}.

From left to right: the photograph, then each network's accentuation and its opacity map. Both have the same architecture
and began with the same weights; the robust one then learned to give the same answers on photographs that an adversary had moved a
little ([models.md](models.md#the-networks-that-ship)). Compare what they paint. The robust network paints what people call the class: rosettes, scales, sails.
The published one raises its own logit further, with a fine texture that another network, and a person, makes less of.

${sheets.join('\n\n')}

${table(heads, rows)}
`,
);
