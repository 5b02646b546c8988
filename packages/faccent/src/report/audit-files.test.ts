// Proves what an audit's files hold: numbers that JSON has, pictures by name, and a page that says what was found.
import { expect, test } from 'vitest';
import type { Audit } from '../audit/audit.js';
import { line } from '../audit/check.js';
import { picture } from '../testing/networks.js';
import { auditJson } from './audit-json.js';
import { auditFiles } from './loaded.js';
import { isAuditFile } from './own-files.js';
import { stripPlot } from './strip-plot.js';

const image = picture([16, 16], (y, x) => [y / 16, x / 16, 0.5]);
const feature = { layer: 'block5c', unit: 12 };
const finding = {
  ...{ name: 'agreement', title: 'Do they agree?', doubt: 'They may not.', sentence: 'They do.' },
  ...{ verdict: 'sound' as const, details: [line('a detail', NaN, 'among', 'nothing', [])] },
};
const audit: Audit = {
  ...{ feature, photographs: [image], redirected: false, second: 'another' },
  natural: { from: '40 crops of the photograph itself', weak: true },
  findings: [
    { ...finding, lines: [line('likeness', 0.5, 'above', 'others', [-0.25, 0.25])] },
    { ...finding, name: 'alive', verdict: 'doubtful', sentence: 'It <b>is</b> not.', lines: [] },
    { ...finding, name: 'spectrum', verdict: 'not measured', sentence: 'Not measured: no.', lines: [] },
  ],
  pictures: (['own', 'others', 'randomized'] as const).map((need, i) => ({
    ...{ need, part: `${need}-${i}`, feature, photograph: 0, parameterization: 'fourier', randomSeed: i },
    result: {
      ...{ image, images: [image], opacity: new Float32Array(768), steps: [] },
      activation: { before: 1, after: 2 + i },
    },
  })),
};

test('its numbers are JSON, with null for what is none', () => {
  const json = auditJson(audit, { photos: ['a.jpg'] });
  expect(JSON.parse(JSON.stringify(json))).toEqual(JSON.parse(JSON.stringify(json)));
  expect(json.verdicts).toEqual({ sound: 1, doubtful: 1, 'not measured': 1 });
  expect(json.checks[0]!.details[0]!.value).toBeNull();
  expect(json.feature.name).toBe('block5c:12');
  expect(json.pictures[2]).toEqual({
    ...{ file: 'randomized-2.png', kind: 'randomized', feature: 'block5c:12', photo: 0 },
    ...{ parameterization: 'fourier', randomSeed: 2, activation: { before: 1, after: 4 } },
  });
});

test('its files are a page, its numbers, a sheet and each picture', async () => {
  const files = await auditFiles(audit, { photos: ['/a/<i>.jpg'] });
  expect([...files.keys()]).toEqual([
    ...['audit.html', 'audit.json', 'sheet.png', 'own-0.png', 'others-1.png', 'randomized-2.png'],
  ]);
  for (const name of [...files.keys(), 'recipe.json']) expect(isAuditFile(name)).toBe(true);
  for (const name of ['own-a.png', 'other.png', 'notes.json']) expect(isAuditFile(name)).toBe(false);
  const page = files.get('audit.html') as string;
  expect(page).toContain('1 of 2 checks raise doubts. 1 could not be made.');
  expect(page).toContain('a weak reference');
  expect(page).toContain('In &lt;i&gt;.jpg');
  expect(page).toContain('It &lt;b&gt;is&lt;/b&gt; not.');
  expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3)/);
});

test('a strip has its numbers where they are, in percent of its width', () => {
  const svg = stripPlot({ value: 1, reference: [0, 0.5], label: 'x' }, 'sound');
  expect([...svg.matchAll(/cx="([^"]+)"/g)].map(([, x]) => x)).toEqual(['3.00%', '50.00%']);
  expect(/class="value" x1="([^"]+)"/.exec(svg)![1]).toBe('97.00%');
  expect(/class="range" x1="([^"]+)" x2="([^"]+)"/.exec(svg)!.slice(1)).toEqual(['3.00%', '50.00%']);
  expect(stripPlot({ value: null, reference: [2], label: 'x' }, 'sound')).not.toContain('class="value"');
});
