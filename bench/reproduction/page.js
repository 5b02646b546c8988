// docs/reproduction.md and its charts, from the numbers of the claims that were run.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';
import { writeWhole } from '../../packages/cli/dist/files/atomic.js';
import { intervalChart } from '../../packages/cli/dist/outputs/intervals.js';
import { TARGETS, root } from './subject.js';

const numbers = path.join(root, 'docs/reproduction');
const pictures = path.join(root, 'docs/pictures/reproduction');

/** Networks that a claim was run on, the shipped one first. */
function networksOf(claim) {
  const suffix = `-${claim}.json`;
  const files = readdirSync(numbers).filter((file) => file.endsWith(suffix));
  const isShipped = (file) => Number(existsSync(path.join(root, 'models', file.slice(0, -suffix.length))));
  return files
    .sort((a, b) => isShipped(b) - isShipped(a) || a.localeCompare(b))
    .map((file) => JSON.parse(readFileSync(path.join(numbers, file), 'utf8')));
}

/** What a network's runs were. */
const runsOf = ({ network, settings: { canvas, steps, crops, strength } }) =>
  `${network}: canvas ${canvas}, ${steps} steps, ${crops} crops, strength ${strength}`;

/** Writes the page and its charts. @param claims names of modules, in order */
export async function writePage(claims) {
  const sections = [];
  for (const claim of claims) {
    const all = networksOf(claim);
    if (!all.length) continue;
    const { section } = await import(`./sections/${claim}.js`);
    sections.push({ ...section(all), runs: all.map(runsOf).join('; ') });
  }
  for (const { charts = [] } of sections)
    for (const { file, title, places, series } of charts)
      await writeWhole(path.join(pictures, file), intervalChart(title, places, series));
  const file = path.join(root, 'docs/reproduction.md');
  const options = { ...(await prettier.resolveConfig(file)), parser: 'markdown' };
  await writeWhole(file, await prettier.format(text(sections), options));
}

const text = (sections) => `# The paper's claims, tried

Made by \`node bench/reproduction.js\`, with a folder of labelled photographs and a second network; a claim's section names the
networks that it was tried on. The targets are the classes
${TARGETS.join(' and ')}. Numbers are means over photographs with 95% bootstrap intervals [low, high]; of comparisons, of the difference
photograph by photograph. A claim **holds** where the interval of its difference lies above 0, **does not hold** where it lies below, and is
**undecided** where it spans 0. With eight photographs, intervals are wide, and of many comparisons one in twenty misses by chance.
The photographs are of Caltech 101, most of which mini-inception was trained on, and three that ship with faccent; only these three are
shown. Numbers of single photographs are in [reproduction/](reproduction/).

${sections.map(({ title, verdict }, i) => `${i + 1}. ${title}: **${verdict}**`).join('\n')}

${sections.map(({ title, verdict, runs, text }, i) => `## ${i + 1}. ${title}\n\nVerdict: **${verdict}**.\n\n${text}\n\nRuns: ${runs}.`).join('\n\n')}
`;
