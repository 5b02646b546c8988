import { meanInterval } from 'faccent';
import { number, table } from '../../common/markdown.js';
import { mean } from '../../common/numbers.js';
import type { Kind, Numbers } from '../claims/targets.js';
import { interval, picture } from '../markdown.js';
import { differences } from '../numbers.js';
import { overall } from '../verdict.js';
import type { Section } from './section.js';

const KINDS: Readonly<Record<Kind, (numbers: Numbers) => string>> = {
  other: () => 'a class that the photograph does not show',
  own: () => 'a class that it shows',
  channel: ({ late, units }) => `channels ${units.join(', ')} of ${late}`,
};

function summary(numbers: Numbers, kind: Kind) {
  const { network, rows } = numbers;
  const own = rows.filter((row) => row.kind === kind);
  const [before, after] = [own.map(({ scores }) => scores.before), own.map(({ scores }) => scores.after)];
  const rise = meanInterval(differences(after, before));
  const risen = own.filter(({ before, after }) => after > before).length;
  const ofClass = mean(own.map((row) => row.ofClass));
  const cells = [number(mean(before)), number(mean(after)), interval(rise), `${risen} of ${own.length}`];
  return { rise, risen, count: own.length, row: [network, KINDS[kind](numbers), ...cells, number(ofClass)] };
}

export function section(all: readonly Numbers[]): Section {
  const found = all.flatMap((one) =>
    (Object.keys(KINDS) as Kind[])
      .filter((kind) => one.rows.some((row) => row.kind === kind))
      .map((kind) => summary(one, kind)),
  );
  const risen = found.reduce((sum, f) => sum + f.risen, 0);
  const count = found.reduce((sum, f) => sum + f.count, 0);
  return {
    title: 'Targets rise on the unaugmented image',
    verdict: overall(found.map(({ rise }) => rise)),
    text: `The class's logit, or the channel's mean, on the whole, unaugmented picture, in standard deviations over all labelled
photographs, above their mean. The last column is where photographs of the class lie, or those that drive the channel the most.
The target rises in ${risen} of ${count} runs.

${table(
  ['network', 'the target', 'before', 'after', 'rise', 'risen', 'photographs of it'],
  found.map(({ row }) => row),
)}

${all.map(({ network }) => picture(`${network}-targets.jpg`, `${network}: photographs and what they became`)).join('\n\n')}

The optimizer sees only random crops and never the whole picture, so this is no matter of course; crops whose sides are up
to 99% of the picture's carry it over. Where the rise passes the photographs of the class, the picture is no better picture of
it: ascent finds whatever raises the logit, of which looking like the class is a part.`,
  };
}
