// Commands find classes by labels of any script in files as people have them, and refuse what is not clear before they begin.
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { oneProcess } from './testing/command.js';
import { photo, tinyModel, workFolder } from './testing/folder.js';

const { at, faccent, expectRefusal } = workFolder('labels', oneProcess());

const TEN = ['猫', '犬', '孔雀', '鶉', '獅子', 'crane', 'crane', '象', '2', 'péage'];
const write = (name: string, bytes: string | Buffer): string => {
  writeFileSync(at(name), bytes);
  return name;
};
write('lines.txt', `\ufeff${TEN.join('\r\n')}\r\n`);
write('background.txt', ['background', ...TEN].join('\n'));
write(
  'map.json',
  JSON.stringify(Object.fromEntries(TEN.map((label, i) => [label === 'crane' ? `${label} ${i}` : label, i]))),
);
write('utf16.txt', Buffer.from(`\ufeff${TEN.join('\n')}`, 'utf16le'));
write('latin1.txt', Buffer.from(TEN.slice(5).join('\n').replace('象', 'x'), 'latin1'));
write('table.csv', `id,name\n${TEN.map((label, i) => `${i},"${label}"`).join('\n')}`);

const tiny = ['--model', tinyModel, '--input-size', '32', '--range', '0,1'];
const small = [...tiny, '--size', '32', '--steps', '1', '--crops', '1', '--regularize', 'none'];
const accentuate = (labels: string, name: string): string[] => [
  ...['accentuate', photo, ...small, '--labels', labels, '--class', name],
];

test.each([
  ['lines.txt', '孔雀', 2],
  ['map.json', '孔雀', 2],
  ['utf16.txt', 'PEAGE', 9],
  ['table.csv:name', '象', 7],
  ['lines.txt', 'index:2', 2],
])('--labels %s --class %s', async (labels, name, unit) => {
  const { status, stdout } = await faccent(...accentuate(labels, name), '--out', 'run', '--json');
  expect(status).toBe(0);
  const { feature } = JSON.parse(stdout) as { feature: { unit: number; label: string } };
  expect(feature).toMatchObject({ unit, label: TEN[unit] });
});

test.each<[string[], RegExp]>([
  [accentuate('background.txt', '孔雀'), /11 labels for 10 classes: the first, "background"/],
  [
    accentuate('latin1.txt', 'crane'),
    /line 5 of "latin1.txt" is not UTF-8 \(in Latin-1 it would be "péage"\)/,
  ],
  [accentuate('table.csv', '犬'), /columns "id", "name": .* as in table.csv:name/],
  [accentuate('gone.csv:name', '犬'), /cannot read "gone.csv": there is no such file/],
  [accentuate('lines.txt', 'crane'), /several classes match "crane": 5 "crane", 6 "crane"/],
  [
    accentuate('lines.txt', '2'),
    /"2" is the label of class 8, and the index of "孔雀": give index:8 or index:2/,
  ],
  [['attribute', photo, ...tiny, '--labels', 'lines.txt', '--class', '鶴'], /no class "鶴"; it has 0 "猫"/],
  [
    ['explain', photo, ...tiny, '--labels', 'lines.txt', '--predicted', 'peagge'],
    /no class "peagge"; the closest: 9 "péage"/,
  ],
  [['explain', photo, ...tiny, '--labels', 'lines.txt', '--actual', 'crane'], /several classes match/],
  [['top', photo, ...tiny, '--labels', 'background.txt'], /11 labels for 10 classes/],
])('%j is refused', (args, message) => expectRefusal(args, message));
