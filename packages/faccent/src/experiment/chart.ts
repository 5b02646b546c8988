import { scaleLinear } from 'd3-scale';
import { escapeMarkup } from '../formats/markup.js';
import { groupedBy } from '../math/grouped.js';
import { type ExperimentAnalysis, sharesOf } from './analyse.js';

const [LEFT, TOP, HEIGHT, WIDTH_EACH, BOTTOM] = [56, 56, 300, 150, 64];

/** How far apart participants' dots lie beside each other at most, and how wide all together, in pixels. */
const [APART, WIDE] = [9, 56];

/** Participants' shares in 40 steps: those of one step lie beside each other. */
const STEPS = 40;

/**
 * Accuracies with their intervals as SVG: a bar and a dot for each condition, one faint dot for each participant, and chance as
 * a line.
 * @example
 * const answers = parseAnswers(await readFile('12.csv', 'utf8'), '12.csv');
 * await writeFile('accuracy.svg', accuracyChart(analyseExperiment(answers)));
 */
export function accuracyChart({ conditions, answers }: ExperimentAnalysis): string {
  const y = scaleLinear([0, 1], [TOP + HEIGHT, TOP]);
  const right = LEFT + Math.max(2, conditions.length) * WIDTH_EACH;
  const rows = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<line x1="${LEFT}" x2="${right}" y1="${y(share)}" y2="${y(share)}" stroke="${share === 0.5 ? '#888' : '#e3e3e3'}"${share === 0.5 ? ' stroke-dasharray="5 4"' : ''}/>` +
      `<text x="${LEFT - 8}" y="${y(share) + 4}" text-anchor="end">${100 * share} %</text>`,
  );
  const columns = conditions.map(({ condition, accuracy, participants, trials }, i) => {
    const x = LEFT + (i + 0.5) * WIDTH_EACH;
    const shares = sharesOf(answers.filter((answer) => answer.condition === condition));
    const bar = `<line x1="${x}" x2="${x}" y1="${y(accuracy.low)}" y2="${y(accuracy.high)}" stroke="#0072b2" stroke-width="3"/>`;
    return [
      ...(shares.length > 1 ? besideEachOther(shares, x, y) : []),
      ...[bar, `<circle cx="${x}" cy="${y(accuracy.mean)}" r="6" fill="#0072b2"/>`],
      `<text x="${x}" y="${TOP + HEIGHT + 22}" text-anchor="middle" font-weight="600" fill="#111">${escapeMarkup(condition)}</text>`,
      `<text x="${x}" y="${TOP + HEIGHT + 40}" text-anchor="middle">${participants} people, ${trials} trials</text>`,
    ].join('');
  });
  const [width, height] = [right + 70, TOP + HEIGHT + BOTTOM];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#444">
<rect width="100%" height="100%" fill="white"/>
<text x="${LEFT}" y="26" font-size="16" font-weight="600" fill="#111">Right answers, with 95 % intervals</text>
<text x="${right + 8}" y="${y(0.5) + 4}">chance</text>
${[...rows, ...columns].join('\n')}
</svg>
`;
}

/** Dots right of a place; those of nearly the same share lie beside each other, the closer the more they are. */
function besideEachOther(shares: readonly number[], x: number, y: (share: number) => number): string[] {
  const groups = groupedBy(shares, (share) => Math.round(share * STEPS));
  return [...groups.values()].flatMap((group) => {
    const apart = Math.min(APART, WIDE / group.length);
    return group.map(
      (share, i) =>
        `<circle cx="${x + 18 + i * apart}" cy="${y(share)}" r="3.5" fill="#0072b2" opacity="0.35"/>`,
    );
  });
}
