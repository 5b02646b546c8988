// Raises a class in one network against the same class in another, and writes docs/against.md and docs/pictures/against.jpg
// and .svg: what nothing against it does, what stays, what falls, and a pair of levels that is tuned for.
//
//   npm run study against [-- --steps 20 --views 4]
import { parseArgs } from 'node:util';
import {
  type Accentuation,
  type Objective,
  accentuate,
  against,
  balanceAgainst,
  box,
  channel,
  graphCache,
  loadModel,
  pictureSheet,
  readPhotograph,
  seenBy,
  tradeOffChart,
  tuneAgainst,
} from 'faccent';
import sharp from 'sharp';
import { shippedPhotograph, writeProjectFile } from '../common/files.js';
import { jpeg } from '../common/jpeg.js';
import { number, table } from '../common/markdown.js';
import { writePage } from '../common/page.js';

const { values } = parseArgs({
  options: { steps: { type: 'string', default: '20' }, views: { type: 'string', default: '4' } },
});
const [steps, views] = [values.steps, values.views].map(Number) as [number, number];
const SIZE = 224;
const CLASS = 'yawl';

const [robust, plain] = [await loadModel('efficientnet-lite0-robust'), await loadModel('efficientnet-lite0')];
const photo = await readPhotograph(shippedPhotograph('nagasaki-boats.jpg'), { size: [SIZE, SIZE] });
const of = (model: typeof robust): Objective =>
  channel({ layer: model.logits, unit: model.classIndex(CLASS) });
const cache = graphCache();
const how = { steps, cache, transform: box({ views }) };

const inRobust = { raised: of(robust), other: seenBy({ model: plain, objective: of(plain) }) };
const inPlain = { raised: of(plain), other: seenBy({ model: robust, objective: of(robust) }) };
const gamma = await balanceAgainst(robust, photo, inRobust, how);
const back = await balanceAgainst(plain, photo, inPlain, how);

/** A run, and which network's class is what in it. */
interface Row {
  readonly name: string;
  readonly run: Pick<Accentuation, 'image' | 'against'>;
  readonly isRobust: boolean;
}

async function row(name: string, keep: 'stays' | 'falls', strength: number, isRobust = true): Promise<Row> {
  const [model, pair, balance] = isRobust ? [robust, inRobust, gamma] : [plain, inPlain, back];
  const objective = against({ ...pair, weight: strength * balance, keep });
  const run = await accentuate(model, photo, objective, how);
  console.log(name, run.against!.raised, run.against!.other);
  return { name, run, isRobust };
}

const rows = [
  await row('the robust network, nothing against it', 'falls', 0),
  await row('the robust one, and the other stays', 'stays', 1),
  await row('the robust one, and the other falls', 'falls', 1),
  await row('the other one, and the robust stays', 'stays', 1, false),
];

// half of what is reached with nothing against it, and the other halfway between that and where it was
const free = rows[0]!.run.against!;
const middle = free.path.reduce((best, point) => {
  const off = (raised: number): number => Math.abs(raised - (free.raised.before + free.raised.after) / 2);
  return off(point.raised) < off(best.raised) ? point : best;
});
const wanted = { raised: middle.raised, other: (free.other.before + middle.other) / 2 };
const tuned = await tuneAgainst(robust, photo, inRobust, wanted, {
  ...how,
  onRun: ({ strength, raised, other }) => console.log('tuning', strength, raised, other),
});
await cache.release();

const valuesOf = ({ run, isRobust }: Row): string[] => {
  const { raised, other } = run.against!;
  return (isRobust ? [raised, other] : [other, raised]).map(({ after }) => number(after, 1));
};
const labels = [
  `photograph: ${number(free.raised.before, 1)} and ${number(free.other.before, 1)}`,
  ...rows.map((one, i) => {
    const said = ['robust raised', 'the other stays', 'the other falls', 'other raised, robust stays'][i]!;
    return `${said}: ${valuesOf(one).join(' and ')}`;
  }),
];
const sheet = await pictureSheet([photo, ...rows.map(({ run }) => run.image)], 5, labels);
const limits = { best: 88, worst: 60, by: 4, bytes: 300_000 };
await writeProjectFile('docs/pictures/against.jpg', await jpeg(sharp(sheet), limits));
const chart = await tradeOffChart(
  {
    name: `${CLASS}: the robust network's rises, the other's stays`,
    against: { name: `${CLASS} in efficientnet-lite0`, keep: 'stays', strength: 1, balance: gamma },
  },
  rows[1]!.run.against!,
);
await writeProjectFile('docs/pictures/against.svg', chart);

const off = (reached: number, level: number, span: { before: number; after: number }): string =>
  `${number((100 * Math.abs(reached - level)) / Math.abs(span.after - span.before), 2)} %`;
await writePage(
  'docs/against.md',
  `# One against another, measured

The class ${CLASS} in \`efficientnet-lite0-robust\` and in \`efficientnet-lite0\`, both in one step graph ([the manual](manual/objectives.md#one-against-another)):
its score before the softmax on the whole picture, after ${steps} steps of ${views} views, a canvas of ${SIZE} × ${SIZE}, all else by default. On the photograph it is
${number(free.raised.before, 2)} in the robust network and ${number(free.other.before, 2)} in the other. The balance γ is ${number(gamma, 3)} for what the robust network raises.

    npm run study against

${table(
  ['what is raised', 'in the robust network', 'in the other'],
  rows.map((one) => [one.name, ...valuesOf(one)]),
)}

![The photograph, and what is raised in one network with nothing against it, while the other stays, and while it falls](pictures/against.jpg)

![The way of the second row: the robust network's class to the right, the other's upwards](pictures/against.svg)

A pair of levels, ${number(wanted.raised, 2)} in the robust network and ${number(wanted.other, 2)} in the other, is halfway to where the first row leads. Tuning found the strength
${number(tuned.strength, 3)} in ${tuned.runs.length} runs, where they are ${number(tuned.reached.raised, 2)} and ${number(tuned.reached.other, 2)}: ${off(tuned.reached.raised, wanted.raised, { before: free.raised.before, after: middle.raised })} and ${off(tuned.reached.other, wanted.other, { before: free.other.before, after: middle.other })} of their ranges away.
`,
);
