import { meanInterval } from 'faccent';
import { differences, mean } from '../numbers.js';
import { interval, number, picture, table } from '../markdown.js';
import { overall } from '../verdict.js';

const KINDS = { other: 'does not show it', own: 'shows it' };

function summary({ network, rows }, kind) {
  const own = rows.filter((row) => row.kind === kind);
  const [before, after] = ['before', 'after'].map((when) => own.map(({ scores }) => scores[when]));
  const rise = meanInterval(differences(after, before));
  const risen = own.filter(({ before, after }) => after > before).length;
  const ofClass = mean(own.map((row) => row.ofClass));
  const cells = [number(mean(before)), number(mean(after)), interval(rise), `${risen} of ${own.length}`];
  return { rise, risen, count: own.length, row: [network, KINDS[kind], ...cells, number(ofClass)] };
}

export function section(all) {
  const found = all.flatMap((one) => Object.keys(KINDS).map((kind) => summary(one, kind)));
  const risen = found.reduce((sum, f) => sum + f.risen, 0);
  const count = found.reduce((sum, f) => sum + f.count, 0);
  return {
    title: 'Targets rise on the unaugmented image',
    verdict: overall(found.map(({ rise }) => rise)),
    text: `The class's logit on the whole, unaugmented picture, in standard deviations of that logit over all labelled
photographs, above their mean. The last column is where photographs of the class lie. The target rises in ${risen} of ${count}
runs.

${table(
  ['network', 'the photograph', 'before', 'after', 'rise', 'risen', 'photographs of the class'],
  found.map(({ row }) => row),
)}

${all.map(({ network }) => picture(`${network}-targets.jpg`, `${network}: photographs and what they became`)).join('\n\n')}

The optimizer sees only random crops and never the whole picture, so this is no matter of course; crops whose sides are up
to 99% of the picture's carry it over. Where the rise passes the photographs of the class, the picture is no better picture of
it: ascent finds whatever raises the logit, of which looking like the class is a part.`,
  };
}
