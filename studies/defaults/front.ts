// The front of the study as SVG: what the judge sees against how far the picture went.

/** A setting's place. */
export interface Point {
  readonly label: string;
  readonly distance: number;
  readonly odds: number;
  readonly marked: boolean;
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [760, 440, 56, 150, 48, 52];

/** Those that no other beats in both. */
export const frontOf = (points: readonly Point[]): Point[] =>
  points
    .filter((p) => !points.some((q) => q !== p && q.distance <= p.distance && q.odds >= p.odds))
    .sort((a, b) => a.distance - b.distance);

/** Places from 0 up to the largest value along an axis, and five or so ticks. */
function axis(values: readonly number[], from: number, to: number) {
  const most = 1.06 * Math.max(...values);
  const least = Math.min(0, ...values);
  const step = [1, 2, 5]
    .map((k) => k * 10 ** Math.floor(Math.log10((most - least) / 5)))
    .find((s) => (most - least) / s <= 8);
  const at = (v: number): number => from + ((v - least) / (most - least)) * (to - from);
  const ticks: number[] = [];
  for (let t = Math.ceil(least / step!) * step!; t <= most; t += step!) ticks.push(Number(t.toPrecision(6)));
  return { at, ticks };
}

/** Points with their names, and a line along the front. */
export function frontChart(title: string, points: readonly Point[]): string {
  const x = axis(
    points.map((p) => p.distance),
    LEFT,
    WIDTH - RIGHT,
  );
  const y = axis(
    points.map((p) => p.odds),
    HEIGHT - BOTTOM,
    TOP,
  );
  const rows = y.ticks.map(
    (t) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y.at(t)}" y2="${y.at(t)}" stroke="#e3e3e3"/><text x="${LEFT - 8}" y="${y.at(t) + 4}" text-anchor="end">${t}</text>`,
  );
  const columns = x.ticks.map(
    (t) => `<text x="${x.at(t)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${t}</text>`,
  );
  const front = frontOf(points).map((p) => `${x.at(p.distance)},${y.at(p.odds)}`);
  const marks = points.map(({ label, distance, odds, marked }) => {
    const colour = marked ? '#d55e00' : '#0072b2';
    return `<circle cx="${x.at(distance)}" cy="${y.at(odds)}" r="${marked ? 6 : 4}" fill="${colour}"/><text x="${x.at(distance) + 8}" y="${y.at(odds) + 4}" fill="${colour}"${marked ? ' font-weight="700"' : ''}>${label}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#444">
<rect width="100%" height="100%" fill="white"/>
<text x="${LEFT}" y="26" font-size="16" font-weight="600" fill="#111">${title}</text>
${rows.join('\n')}
${columns.join('\n')}
<polyline points="${front.join(' ')}" fill="none" stroke="#999" stroke-dasharray="4 3"/>
${marks.join('\n')}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 12}" text-anchor="middle">distance from the photograph, 1 − SSIM</text>
<text transform="translate(14,${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">rise of the judge’s log-odds</text>
</svg>
`;
}
