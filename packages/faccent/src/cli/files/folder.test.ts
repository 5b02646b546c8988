// Proves that the folders of runs have names that any system takes, inside the folder for results, each its own.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultFolder, folderIn, plainName, runNames } from './folder.js';

const ODD = [
  ...[
    '',
    '.',
    '..',
    '...jpg',
    '....',
    ' ',
    '-rf.jpg',
    '--out.png',
    'a/../b',
    'C:\\x.jpg',
    'con.png',
    'NUL.txt.jpg',
    'LPT1.jpg',
  ],
  ...[
    'COM².jpg',
    'a\nb.jpg',
    'tab\t.jpg',
    '\u001b[31mred.jpg',
    'half\ud83d.jpg',
    '\udc00',
    '\u202egpj.exe',
    'a:b|c?d*e<f>g"h.jpg',
  ],
  ...[
    'trailing. .jpg',
    'dot..jpg',
    '🙂.jpg',
    '🙂🙂.jpg',
    '写真'.repeat(90),
    'ตัวอย่าง'.repeat(60),
    'é'.repeat(300),
    'e\u0301'.repeat(300),
  ],
  ...[
    '𝔘𝔫𝔦'.repeat(100),
    'x'.repeat(5000),
    '~',
    '$(rm -rf).jpg',
    '%2e%2e%2f.jpg',
    '\u200b.jpg',
    'ﬁ.jpg',
    '__proto__',
    'constructor',
  ],
];

/** What every system takes for a name. */
function expectName(name: string): void {
  expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}<>:"|?*\\/]|^[-. ]|[. ]$/u);
  expect(name).not.toMatch(/^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?:\.|$)/i);
  expect(name).not.toBe('');
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
}

test.each(ODD)('%j has a name', (text) => {
  expectName(plainName(text));
  const folder = defaultFolder('accentuated', text, text);
  expect(path.dirname(folder)).toBe('accentuated');
  expectName(path.basename(folder));
});

describe('names of runs', () => {
  const files = ODD.filter((text) => path.basename(text) !== '' && !text.includes('/'));

  test('are each their own, inside their folder', () => {
    const features = ODD.map((name, objective) => ({ name, objective }));
    const called = runNames(files, features);
    for (const whole of [true, false]) {
      const names = files.map((file) => called.photograph(file, whole));
      names.forEach(expectName);
      for (const name of names) expect(path.dirname(folderIn('out', name, 'f'))).toBe('out');
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(files.length);
    }
    const names = features.map(called.feature);
    names.forEach(expectName);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(features.length);
  });

  test('stay what they are where they may; what is the same photograph or feature has one', () => {
    const called = runNames(
      ['a/My photo_1 (2).jpg', 'b/cat.jpg', 'c/Cat.png', 'b/cat.jpg', './b/cat.jpg'],
      [
        { name: 'crane', objective: { unit: 134 } },
        { name: 'crane', objective: { unit: 517 } },
        { name: 'crane', objective: { unit: 134 } },
      ],
    );
    const named = (file: string): string[] => [called.photograph(file, true), called.photograph(file, false)];
    expect(named('a/My photo_1 (2).jpg')).toEqual(['My photo_1 (2)', 'My-photo-1-2']);
    expect([named('b/cat.jpg')[0], named('./b/cat.jpg')[0], named('c/Cat.png')[0]]).toEqual([
      'cat',
      'cat',
      'Cat-2',
    ]);
    expect([134, 517, 134].map((unit) => called.feature({ name: 'crane', objective: { unit } }))).toEqual([
      'crane',
      'crane-2',
      'crane',
    ]);
  });

  test('of thousands alike are found in no time', () => {
    const many = Array.from({ length: 2000 }, (_, i) => `folder-${i}/photo.jpg`);
    const called = runNames(many, []);
    expect(called.photograph(many[1999]!, true)).toBe('photo-2000');
  });
});
