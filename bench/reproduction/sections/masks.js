import { meanInterval } from 'faccent';
import { differences, mean, upTo } from '../numbers.js';
import { interval, picture, table } from '../markdown.js';
import { overall, verdict } from '../verdict.js';

const KINDS = { magnitude: 'by magnitude', positive: 'by positive scores' };

/** Of each photograph, the mean over random masks. */
const chance = ({ random }) => upTo(random[0].length).map((i) => mean(random.map((values) => values[i])));

/** All channels kept is the network itself. */
const partial = ({ rows }) => rows.filter(({ share }) => share < 1);

const advantages = (place, kind) =>
  partial(place).map((row) => meanInterval(differences(row[kind], chance(row))));

const chartsOf = ({ network, target, places }) =>
  places.map(({ layer, rows }, i) => ({
    file: `${network}-masks-${i}.svg`,
    title: `${network}: ${target}, a share of ${layer} kept`,
    places: rows.map(({ share }) => `${Math.round(100 * share)} %`),
    series: [
      ...Object.entries(KINDS).map(([kind, label]) => ({
        label,
        values: rows.map((row) => meanInterval(row[kind])),
      })),
      { label: 'random', values: rows.map((row) => meanInterval(chance(row))) },
    ],
  }));

export function section(all) {
  const each = all.flatMap(({ network, places }) => places.map((place) => ({ network, place })));
  const of = (kind) => overall(each.flatMap(({ place }) => advantages(place, kind)));
  const rows = each.flatMap(({ network, place }) =>
    Object.entries(KINDS).map(([kind, label]) => [
      network,
      place.layer,
      label,
      ...advantages(place, kind).map((one) => `${interval(one)}: ${verdict(one)}`),
    ]),
  );
  const shares = partial(each[0].place).map(({ share }) => `${Math.round(100 * share)} %`);
  return {
    title: 'A circuit’s channels keep the target better than random ones',
    verdict: Object.entries(KINDS)
      .map(([kind, label]) => `${label}: ${of(kind)}`)
      .join('; '),
    charts: all.flatMap(chartsOf),
    text: `Of one layer the channels with the largest scores are kept, the rest is zero. Scores are means of activation × gradient over
one half of the photographs of the class, the logit is the mean over the other half. How much more of it is there than with
random channels, as many (the mean of ${all[0].places[0].rows[0].random.length} draws):

${table(['network', 'layer', 'kept', ...shares], rows)}

${all.flatMap(({ network, places }) => places.map(({ layer }, i) => picture(`${network}-masks-${i}.svg`, `${network}: channels of ${layer}`))).join('\n\n')}

Why magnitude is not enough: among the large scores are those of channels that speak against the class; keeping them keeps what
holds it down. Positive scores keep only what raises it, which can pass the whole network; a small share of an early layer is
little for all that lies behind it, which was never trained on so few channels.
`,
  };
}
