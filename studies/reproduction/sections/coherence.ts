import { type MeanInterval, bootstrap } from 'faccent';
import { number, table } from '../../common/markdown.js';
import { mean, upTo } from '../../common/numbers.js';
import type { Group, Numbers, Target } from '../claims/coherence.js';
import { interval, picture } from '../markdown.js';
import { overall, verdict } from '../verdict.js';
import type { Chart, Section } from './section.js';

const NATURAL = 'photographs of it';
const NOISE = ['from noise, fourier', 'from noise, fourierPhase'] as const;

/** How runs end: as soon as the class is driven as by its photographs, or when all steps are done. */
const ENDINGS = ['', ', not stopped'] as const;

/** Mean likeness of some images of a group to some photographs of the target; a photograph's to itself is left out. */
function likeness(
  { likeness }: Group,
  layer: number,
  images: readonly number[],
  natural: readonly number[],
  within: boolean,
): number {
  const values = images.flatMap((i) =>
    natural.filter((j) => !within || i !== j).map((j) => likeness[layer]![i]![j] ?? NaN),
  );
  return mean(values.filter(Number.isFinite));
}

const groupOf = ({ groups }: Target, name: string): Group => groups.find((group) => group.name === name)!;

/** A group's likeness at a layer, the mean over targets; resampled are its images and the photographs of the target. */
function ofGroup(targets: readonly Target[], name: string, layer: number): MeanInterval {
  const within = name === NATURAL;
  const sizes = targets.flatMap((t) => {
    const [natural, group] = [groupOf(t, NATURAL).scores.length, groupOf(t, name).scores.length];
    return within ? [natural] : [natural, group];
  });
  const each = within ? 1 : 2;
  const statistic = (...drawn: number[][]): number =>
    mean(
      targets.map((t, k) =>
        likeness(groupOf(t, name), layer, drawn[each * k + each - 1]!, drawn[each * k]!, within),
      ),
    );
  return { mean: statistic(...sizes.map(upTo)), ...bootstrap(sizes, statistic) };
}

/** How much more alike accentuations are than a group; the photographs of the target are common to both. */
function advantage(
  targets: readonly Target[],
  accentuations: string,
  name: string,
  layer: number,
): MeanInterval {
  const names = [NATURAL, accentuations, name];
  const sizes = targets.flatMap((t) => names.map((n) => groupOf(t, n).scores.length));
  const statistic = (...drawn: number[][]): number =>
    mean(
      targets.map((t, k) => {
        const [natural, accentuated, others] = drawn.slice(3 * k, 3 * k + 3) as [
          number[],
          number[],
          number[],
        ];
        return (
          likeness(groupOf(t, accentuations), layer, accentuated, natural, false) -
          likeness(groupOf(t, name), layer, others, natural, false)
        );
      }),
    );
  return { mean: statistic(...sizes.map(upTo)), ...bootstrap(sizes, statistic) };
}

/** Where one direction is all there is, as of a layer that is read from one channel, likeness says nothing. */
const tells =
  (targets: readonly Target[]) =>
  (l: number): boolean =>
    targets.some(({ groups }) =>
      groups.some(({ likeness }) => likeness[l]!.flat().some((value) => (value ?? NaN) < 0.9999)),
    );

function look({ network, layers, targets }: Numbers) {
  const names = targets[0]!.groups.map(({ name }) => name);
  const places = upTo(layers.length).filter(tells(targets));
  const curves = names
    .filter((name) => !name.endsWith(ENDINGS[1]))
    .map((name) => ({ label: name, values: places.map((l) => ofGroup(targets, name, l)) }));
  const compared = ENDINGS.flatMap((ending) =>
    NOISE.map((name) => ({
      ...{ name, ending },
      values: places.map((l) => advantage(targets, `accentuations${ending}`, `${name}${ending}`, l)),
    })),
  );
  const scores = names.map((name) => [name, mean(targets.flatMap((t) => groupOf(t, name).scores))] as const);
  return { network, layers: places.map((l) => layers[l]!), names, curves, compared, scores };
}

type Look = ReturnType<typeof look>;

const chartOf = ({ network, layers, curves }: Look): Chart => ({
  file: `${network}-coherence.svg`,
  title: `${network}: likeness to photographs of the class (Pearson)`,
  places: layers,
  series: curves,
});

const verdictOf = (looks: readonly Look[], ending: string): string =>
  looks
    .map(({ network, compared }) => {
      const intervals = compared.filter((c) => c.ending === ending).flatMap(({ values }) => values);
      return `${network} ${overall(intervals)}`;
    })
    .join('; ');

function ofNetwork({ network, layers, compared, scores }: Look): string {
  const rows = layers.map((layer, l) => [
    layer,
    ...compared.map(({ values }) => `${interval(values[l]!)}: ${verdict(values[l]!)}`),
  ]);
  return `**${network}.** Mean of the target, in standard deviations over all photographs:
${scores.map(([name, score]) => `${name} ${number(score)}`).join('; ')}. How much more alike accentuations are:

${table(['layer', ...compared.map(({ name, ending }) => `than ${name}${ending}`)], rows)}

${picture(`${network}-coherence.svg`, `${network}: coherence by layer, of runs that were stopped`)}

${picture(`${network}-coherence.jpg`, `${network}: accentuations and visualizations of the two classes`)}`;
}

export function section(all: readonly Numbers[]): Section {
  const looks = all.map(look);
  const [stopped, not] = [verdictOf(looks, ENDINGS[0]), verdictOf(looks, ENDINGS[1])];
  const { strength, targets } = all[0]!;
  const sizes = [NATURAL, 'accentuations'].map((name) => groupOf(targets[0]!, name).scores.length);
  return {
    title: 'Accentuations take the route of photographs, more than visualizations from noise do',
    verdict: `at the photographs’ own drive: ${stopped}. Of runs that are not stopped: ${not}`,
    charts: looks.map(chartOf),
    text: `Attribution vectors (activation × gradient, summed over positions; [circuits](circuits.md)) of ${sizes[1]} accentuations at
strength ${strength}, of as many visualizations of each kind, and of the photographs before, compared with those of ${sizes[0]} photographs of the class by
Pearson's correlation; the mean over both classes. Intervals resample the photographs of the class and the group's images. An
attribution vector changes with how strongly the class is driven, so each run was stopped as soon as its picture drove the class as
the mean of its photographs does (\`cutoff\`); the same runs without a stop are beside them.

${looks.map(ofNetwork).join('\n\n')}

How to read it. In the middle of a network a vector tells which of the things it knows make up the class, and there the claim is
decided. At the first layers it says more of colour and contrast: visualizations of \`fourierPhase\` have those of photographs all
over, and accentuations those of one photograph, which shows another thing. Behind the last layers with positions the network is
nearly linear in the class, and all that drives it is alike, photographs or not (a layer where this is exact is left out).
The photographs before the accentuation show how much likeness it takes no accentuation to have.

Why the stop matters. A run that goes on drives the class far beyond its photographs (the means above), from a photograph or from
noise, until the same few strong patterns fill either picture; then both take one route. At the
photographs' own drive, what drives the class in an accentuation is a change of things that are there, and in a
visualization the first traces on grey or on noise. That the small network shows less of this may be its few classes: its
visualizations look much like its accentuations (see the pictures). The paper's networks are larger.
`,
  };
}
