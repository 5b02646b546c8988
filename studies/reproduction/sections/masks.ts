import { type MeanInterval, meanInterval } from 'faccent';
import { table } from '../../common/markdown.js';
import { mean, upTo } from '../../common/numbers.js';
import type { Numbers, Place, Row } from '../claims/masks.js';
import { interval, picture } from '../markdown.js';
import { differences } from '../numbers.js';
import { overall, verdict } from '../verdict.js';
import type { Chart, Section } from './section.js';

const KINDS = { magnitude: 'by magnitude', positive: 'by positive scores' } as const;
type Kind = keyof typeof KINDS;
const EACH = Object.entries(KINDS) as [Kind, string][];

/** Of each photograph, the mean over random masks. */
const chance = ({ random }: Row): number[] =>
  upTo(random[0]!.length).map((i) => mean(random.map((values) => values[i]!)));

/** All channels kept is the network itself. */
const partial = ({ rows }: Place): Row[] => rows.filter(({ share }) => share < 1);

const advantages = (place: Place, kind: Kind): MeanInterval[] =>
  partial(place).map((row) => meanInterval(differences(row[kind], chance(row))));

const chartsOf = ({ network, target, places }: Numbers): Chart[] =>
  places.map(({ layer, rows }, i) => ({
    file: `${network}-masks-${i}.svg`,
    title: `${network}: ${target}, a share of ${layer} kept`,
    places: rows.map(({ share }) => `${Math.round(100 * share)} %`),
    series: [
      ...EACH.map(([kind, label]) => ({
        label,
        values: rows.map((row) => meanInterval(row[kind])),
      })),
      { label: 'random', values: rows.map((row) => meanInterval(chance(row))) },
    ],
  }));

export function section(all: readonly Numbers[]): Section {
  const each = all.flatMap(({ network, places }) => places.map((place) => ({ network, place })));
  const of = (kind: Kind): string => overall(each.flatMap(({ place }) => advantages(place, kind)));
  const rows = each.flatMap(({ network, place }) =>
    EACH.map(([kind, label]) => [
      network,
      place.layer,
      label,
      ...advantages(place, kind).map((one) => `${interval(one)}: ${verdict(one)}`),
    ]),
  );
  const shares = partial(each[0]!.place).map(({ share }) => `${Math.round(100 * share)} %`);
  return {
    title: 'A circuit’s channels keep the target better than random ones',
    verdict: EACH.map(([kind, label]) => `${label}: ${of(kind)}`).join('; '),
    charts: all.flatMap(chartsOf),
    text: `Of one layer the channels with the largest scores are kept, the rest is zero. Scores are means of activation × gradient over
one half of the photographs of the class, the logit is the mean over the other half. How much more of it is there than with
random channels, as many (the mean of ${all[0]!.places[0]!.rows[0]!.random.length} draws):

${table(['network', 'layer', 'kept', ...shares], rows)}

${all.flatMap(({ network, places }) => places.map(({ layer }, i) => picture(`${network}-masks-${i}.svg`, `${network}: channels of ${layer}`))).join('\n\n')}

Why magnitude is not enough: among the large scores are those of channels that speak against the class; keeping them keeps what
holds it down. Positive scores keep only what raises it, which can pass the whole network; a small share of an early layer is
little for all that lies behind it, which was never trained on so few channels.
`,
  };
}
