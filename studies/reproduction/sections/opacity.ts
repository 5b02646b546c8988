import { type MeanInterval, meanInterval } from 'faccent';
import { table } from '../../common/markdown.js';
import { mean } from '../../common/numbers.js';
import type { MapName, Numbers, Way } from '../claims/opacity.js';
import { interval, picture } from '../markdown.js';
import { differences } from '../numbers.js';
import { overall, verdict } from '../verdict.js';
import type { Chart, Section } from './section.js';

/** A curve: whose, which way, and whether a small area speaks for the map. */
interface Curve {
  readonly of: 'own' | 'change';
  readonly way: Way;
  readonly title: string;
  readonly least?: boolean;
}

const CURVES: Readonly<Record<string, Curve>> = {
  insertion: { of: 'own', way: 'insertion', title: 'insertion of photographs of the class' },
  deletion: { of: 'own', way: 'deletion', title: 'deletion from photographs of the class', least: true },
  change: {
    of: 'change',
    way: 'insertion',
    title: 'insertion of the change, from photograph to accentuation',
  },
};

/** Curves from 0, where nothing of the image is there, to 1, where all is: 1 is the mean over photographs. */
function curvesOf(numbers: Numbers, { of, way, least }: Curve, map: MapName): number[][] {
  const curves = numbers[of].map(({ curves }) => curves[map][way]!);
  const ends = (values: readonly number[]): [none: number, all: number] =>
    least ? [values.at(-1)!, values[0]!] : [values[0]!, values.at(-1)!];
  const unit = mean(curves.map(ends).map(([none, all]) => all - none));
  return curves.map((values) => values.map((v) => (v - ends(values)[0]) / unit));
}

const areaOf = (values: readonly number[]): number =>
  mean(values.slice(1).map((v, i) => (v + values[i]!) / 2));

const mapsIn = (numbers: Numbers): MapName[] => Object.keys(numbers.own[0]!.curves) as MapName[];

/** By how much the opacity's area is better than another map's. */
function advantage(numbers: Numbers, curve: Curve, other: MapName): MeanInterval {
  const areas = (map: MapName): number[] => curvesOf(numbers, curve, map).map(areaOf);
  const [opacity, its] = [areas('opacity'), areas(other)];
  return meanInterval(curve.least ? differences(its, opacity) : differences(opacity, its));
}

const chartsOf = (numbers: Numbers): Chart[] =>
  Object.entries(CURVES).map(([name, curve]) => {
    const places: number[] = [];
    for (let i = 0; i <= numbers.steps; i += 2) places.push(i);
    return {
      file: `${numbers.network}-${name}.svg`,
      title: `${numbers.network}: ${curve.title}`,
      places: places.map((i) => `${Math.round((100 * i) / numbers.steps)} %`),
      series: mapsIn(numbers).map((map) => ({
        label: map,
        values: places.map((i) => meanInterval(curvesOf(numbers, curve, map).map((values) => values[i]!))),
      })),
    };
  });

function ofNetwork(numbers: Numbers): string {
  const { network } = numbers;
  const maps = mapsIn(numbers);
  const rows = Object.values(CURVES).map((curve) => [
    curve.title,
    ...maps.map((map) => interval(meanInterval(curvesOf(numbers, curve, map).map(areaOf)))),
  ]);
  const others = maps.filter((map) => map !== 'opacity');
  const compared = Object.values(CURVES).map((curve) => [
    curve.title,
    ...others.map((other) => {
      const better = advantage(numbers, curve, other);
      return `${interval(better)}: ${verdict(better)}`;
    }),
  ]);
  return `**${network}.** Areas under the curves (of deletion, small is good):

${table(['curve', ...maps], rows)}

How much better the opacity is:

${table(['curve', ...others.map((other) => `than ${other}`)], compared)}

${Object.entries(CURVES)
  .map(([name, { title }]) => picture(`${network}-${name}.svg`, `${network}: ${title}`))
  .join('\n\n')}

${picture(`${network}-opacity.jpg`, `${network}: accentuations under their maps`)}`;
}

export function section(all: readonly Numbers[]): Section {
  const against = (other: MapName): string =>
    overall(all.flatMap((one) => Object.values(CURVES).map((curve) => advantage(one, curve, other))));
  const others = mapsIn(all[0]!).filter((map) => map !== 'opacity');
  return {
    title: 'The opacity map finds what the feature needs',
    verdict: others.map((other) => `better than ${other}: ${against(other)}`).join('; '),
    charts: all.flatMap(chartsOf),
    text: `Insertion and deletion ([attribution maps](attributions.md)) in the order of the opacity (unclipped), of Grad-CAM, of the
gradient, and in random order. On photographs of the class, accentuated towards it: pixels of the photograph appear on its
blur, or give way to grey. On accentuations of other photographs: pixels of the accentuation appear on the photograph, which
asks what of the change is needed. Curves start or end at 0, where nothing is there; 1 is the mean where all is.

${all.map(ofNetwork).join('\n\n')}

Why. Grad-CAM marks one coarse patch, the gradient single pixels, the opacity something between. Scattered pixels show a network
nothing and disturb it much, so insertion on a blur favours patches, and so does deletion as long as what is left of the object
is whole: between maps of unlike grain these curves compare grain too. Insertion of the change does not, since the photograph
stays behind the pixels. There the opacity is asked for what it is for: to say where the accentuation is to be shown.
`,
  };
}
