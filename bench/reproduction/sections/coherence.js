import { bootstrap } from 'faccent';
import { mean, upTo } from '../numbers.js';
import { interval, number, picture, table } from '../markdown.js';
import { verdict } from '../verdict.js';

const NOISE = ['from noise, fourier', 'from noise, fourierPhase'];

/** Mean likeness of some images of a group to some photographs of the target; a photograph's to itself is left out. */
function likeness({ likeness }, layer, images, natural, within) {
  const values = images.flatMap((i) =>
    natural.filter((j) => !within || i !== j).map((j) => likeness[layer][i][j] ?? NaN),
  );
  return mean(values.filter(Number.isFinite));
}

const groupOf = ({ groups }, name) => groups.find((group) => group.name === name);

/** A group's likeness at a layer, the mean over targets; resampled are its images and the photographs of the target. */
function ofGroup(targets, name, layer) {
  const within = name === 'photographs of it';
  const sizes = targets.flatMap((t) => {
    const [natural, group] = ['photographs of it', name].map((n) => groupOf(t, n).scores.length);
    return within ? [natural] : [natural, group];
  });
  const each = within ? 1 : 2;
  const statistic = (...drawn) =>
    mean(
      targets.map((t, k) =>
        likeness(groupOf(t, name), layer, drawn[each * k + each - 1], drawn[each * k], within),
      ),
    );
  return { mean: statistic(...sizes.map(upTo)), ...bootstrap(sizes, statistic) };
}

/** How much more alike accentuations are than a group; the photographs of the target are common to both. */
function advantage(targets, name, layer) {
  const names = ['photographs of it', 'accentuations', name];
  const sizes = targets.flatMap((t) => names.map((n) => groupOf(t, n).scores.length));
  const statistic = (...drawn) =>
    mean(
      targets.map((t, k) => {
        const [natural, accentuated, others] = drawn.slice(3 * k, 3 * k + 3);
        return (
          likeness(groupOf(t, 'accentuations'), layer, accentuated, natural, false) -
          likeness(groupOf(t, name), layer, others, natural, false)
        );
      }),
    );
  return { mean: statistic(...sizes.map(upTo)), ...bootstrap(sizes, statistic) };
}

function look({ network, layers, targets }) {
  const names = targets[0].groups.map(({ name }) => name);
  const places = upTo(layers.length);
  const curves = names.map((name) => ({ label: name, values: places.map((l) => ofGroup(targets, name, l)) }));
  const compared = NOISE.map((name) => ({ name, values: places.map((l) => advantage(targets, name, l)) }));
  const scores = names.map((name) => [name, mean(targets.flatMap((t) => groupOf(t, name).scores))]);
  return { network, layers, names, curves, compared, scores };
}

const chartOf = ({ network, layers, curves }) => ({
  file: `${network}-coherence.svg`,
  title: `${network}: likeness to photographs of the class (Pearson)`,
  places: layers,
  series: curves,
});

const count = (all, word) =>
  all.flatMap(({ compared }) => compared.flatMap(({ values }) => values)).filter((v) => verdict(v) === word)
    .length;

function ofNetwork({ network, layers, compared, scores }) {
  const rows = layers.map((layer, l) => [
    layer,
    ...compared.flatMap(({ values }) => [interval(values[l]), verdict(values[l])]),
  ]);
  return `**${network}.** Mean of the target, in standard deviations over all photographs:
${scores.map(([name, score]) => `${name} ${number(score)}`).join(', ')}. How much more alike accentuations are:

${table(['layer', ...NOISE.flatMap((name) => [`than ${name}`, 'verdict'])], rows)}

${picture(`${network}-coherence.svg`, `${network}: coherence by layer`)}

${picture(`${network}-coherence.jpg`, `${network}: accentuations and visualizations of the two classes`)}`;
}

export function section(all) {
  const looks = all.map(look);
  const [holds, not] = ['holds', 'does not hold'].map((word) => count(looks, word));
  const cells = looks.reduce((sum, { layers }) => sum + NOISE.length * layers.length, 0);
  return {
    title: 'Accentuations take the route of photographs, more than visualizations from noise do',
    verdict: `holds at ${holds} of ${cells} layers and kinds of noise, is reversed at ${not}`,
    charts: looks.map(chartOf),
    text: `Attribution vectors (activation × gradient, summed over positions; [circuits](circuits.md)) of accentuations at strength
${all[0].strength}, of visualizations, and of the photographs before, compared with those of ${all[0].targets[0].groups[0].scores.length} photographs of the class by Pearson's
correlation; the mean over both classes. Intervals resample the photographs of the class and the group's images.

${looks.map(ofNetwork).join('\n\n')}

How to read it. Behind the last layers with positions the network is nearly linear in the class, so an attribution vector there
is the class's own weights times what is active: all pictures that drive the class are alike, photographs or not. The claim is
therefore about the layers before. At the first layers a vector says more of colour and contrast than of the class, and the
photographs before the accentuation show how much likeness it takes no accentuation to have. Groups that drive the class less
than its photographs do (the means above) are not expected on its route. Where visualizations already show the
class, as those of mini-inception do (see the picture), there is little reason why they should take another route. The paper's networks are larger.
`,
  };
}
