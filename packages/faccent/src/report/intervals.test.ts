// A chart of intervals shows what is known, and leaves gaps where nothing is.
import { expect, test } from 'vitest';
import { intervalChart } from './intervals.js';

const known = { mean: 0.5, low: -0.4, high: 0.6 };
const unknown = { mean: NaN, low: NaN, high: NaN };

test('a chart has a line, a band and dots a series; what is not known leaves a gap', () => {
  const svg = intervalChart(
    'a <title>',
    ['one', 'two', 'three'],
    [
      { label: 'first & last', values: [known, unknown, known] },
      { label: 'none', values: [unknown, unknown, unknown] },
    ],
  );
  expect(svg).not.toMatch(/NaN|undefined|null/);
  expect(svg.match(/<circle/g)).toHaveLength(2);
  for (const text of ['a &lt;title&gt;', 'first &amp; last', '>none<', '>two<', '>−0.4<'])
    expect(svg).toContain(text);
});
