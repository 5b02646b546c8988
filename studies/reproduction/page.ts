// docs/reproduction.md and its charts, from the numbers of the claims that were run.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { intervalChart } from 'faccent';
import { writeProjectFile } from '../common/files.js';
import { writePage } from '../common/page.js';
import { root } from '../common/root.js';
import { CLAIMS, type Claim, NUMBERS, PICTURES } from './claims.js';
import type { Section } from './sections/section.js';
import { type Settings, TARGETS } from './subject.js';

/** The network that ships goes first. */
const SHIPPED = 'efficientnet-lite0-robust';

/** What a claim keeps, besides its own numbers. */
interface Kept {
  readonly network: string;
  /** Views were called crops once. */
  readonly settings: Omit<Settings, 'views'> & { readonly views?: number; readonly crops?: number };
}

/** Of each network that a claim was run on. */
function numbersOf({ name }: Claim): Kept[] {
  const suffix = `-${name}.json`;
  const folder = path.join(root, NUMBERS);
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(suffix)) : [];
  const isShipped = (file: string): number => Number(file === `${SHIPPED}${suffix}`);
  return files
    .sort((a, b) => isShipped(b) - isShipped(a) || a.localeCompare(b))
    .map((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Kept);
}

/** What a network's runs were. */
const runsOf = ({ network, settings: { canvas, steps, strength, crops, views = crops } }: Kept): string =>
  `${network}: canvas ${canvas}, ${steps} steps, ${views} views, strength ${strength}`;

/** Writes the page and its charts. */
export async function writeReproduction(): Promise<void> {
  const sections: (Section & { runs: string })[] = [];
  for (const claim of Object.values(CLAIMS)) {
    const all = numbersOf(claim);
    // what a claim wrote is what its section reads
    if (all.length) sections.push({ ...claim.section(all as never[]), runs: all.map(runsOf).join('; ') });
  }
  for (const { charts = [] } of sections)
    for (const { file, title, places, series } of charts)
      await writeProjectFile(`${PICTURES}/${file}`, await intervalChart(title, places, series));
  await writePage('docs/reproduction.md', text(sections));
}

const text = (sections: readonly (Section & { runs: string })[]): string => `# The paper's claims, tried

Made by \`npm run study reproduction\`, with a folder of labelled photographs and a second network; a claim's section names the
networks that it was tried on. The targets are the classes
${TARGETS.join(' and ')}. Numbers are means over photographs with 95% bootstrap intervals [low, high]; of comparisons, of the difference
photograph by photograph. A claim **holds** where the interval of its difference lies above 0, **does not hold** where it lies below, and is
**undecided** where it spans 0. With eight photographs, intervals are wide, and of many comparisons one in twenty misses by chance.
The photographs are of Caltech 101, most of which mini-inception, the small network that shipped first, was trained on, and three that ship
with faccent; only these three are shown. Numbers of single photographs are in [reproduction/](reproduction/).

${sections.map(({ title, verdict }, i) => `${i + 1}. ${title}: **${verdict}**`).join('\n')}

${sections.map(({ title, verdict, runs, text }, i) => `## ${i + 1}. ${title}\n\nVerdict: **${verdict}**.\n\n${text}\n\nRuns: ${runs}.`).join('\n\n')}
`;
