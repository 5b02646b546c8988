// A class is found by its name in letters of any script, exact text first; where several fit, or none, it is told which.
import { expect, test } from 'vitest';
import { classNamed } from './class-names.js';

const MIXED = [
  'bar',
  'C',
  'Bår',
  'C#',
  'C++',
  'Löwe',
  'Straße',
  'ΟΔΟΣ',
  'İstanbul',
  'Ё-ёжик',
  'café au lait',
  'мой',
  'мои',
];
const SCRIPTS = [
  '猫',
  'インド孔雀',
  '孔雀',
  'นกยูง',
  'طاووس',
  'मोर',
  '🦚',
  '❤️ heart',
  'páv',
  '공작',
  'ガ',
  'カ',
];
const IMAGENET = [
  'tench, Tinca tinca',
  'crane',
  'drake',
  'crane',
  'maillot',
  'maillot, tank suit',
  'great white shark, white shark, man-eater',
  "jack-o'-lantern",
  'Egyptian_cat',
  'caterpillar',
  'water hen',
  'hen',
];

test.each<readonly [readonly string[], string, number | undefined]>([
  // exact text, whatever else is spelt much like it
  [MIXED, 'Bår', 2],
  [MIXED, 'bar', 0],
  [MIXED, 'C', 1],
  [MIXED, 'C#', 3],
  [MIXED, 'C++', 4],
  [MIXED, 'c++', 4],
  [MIXED, 'мои', 12],
  // as macOS composes it, and in other cases
  [MIXED, 'Lo\u0308we', 5],
  [MIXED, 'LÖWE', 5],
  [MIXED, 'lowe', 5],
  [MIXED, 'STRASSE', 6],
  [MIXED, 'οδος', 7],
  [MIXED, 'οδοσ', 7],
  [MIXED, 'istanbul', 8],
  [MIXED, 'еежик', undefined],
  [MIXED, 'е ежик', 9],
  [MIXED, 'Cafe Au Lait', 10],
  [MIXED, 'МОЙ', 11],
  // scripts without spaces, without case, with vowels that are marks
  [SCRIPTS, '孔雀', 2],
  [SCRIPTS, '猫', 0],
  [SCRIPTS, '雀', undefined],
  [SCRIPTS, '犬', undefined],
  [SCRIPTS, 'นกยูง', 3],
  [SCRIPTS, 'طاووس', 4],
  [SCRIPTS, 'मोर', 5],
  [SCRIPTS, 'मर', undefined],
  [SCRIPTS, '🦚', 6],
  [SCRIPTS, '🐈', undefined],
  [SCRIPTS, 'heart', 7],
  [SCRIPTS, '❤ heart', 7],
  [SCRIPTS, 'pav', 8],
  [SCRIPTS, '공작'.normalize('NFD'), 9],
  [SCRIPTS, 'カ\u3099', 10],
  [SCRIPTS, 'ｶ', 11],
  // synonyms and words, and no parts of words
  [IMAGENET, 'Tinca tinca', 0],
  [IMAGENET, 'white shark', 6],
  [IMAGENET, 'man eater', 6],
  [IMAGENET, 'jack o lantern', 7],
  [IMAGENET, 'egyptian cat', 8],
  [IMAGENET, ' Egyptian  Cat ', 8],
  [IMAGENET, 'cat', 8],
  [IMAGENET, 'hen', 11],
  [IMAGENET, 'maillot', 4],
  [IMAGENET, 'pillar', undefined],
  [IMAGENET, '-1', undefined],
  [IMAGENET, '', undefined],
  [IMAGENET, ' ', undefined],
  [IMAGENET, '?', undefined],
])('of %j, "%s" is %s', (labels, wanted, index) => {
  if (index !== undefined) expect(classNamed(labels, wanted)).toBe(index);
  else expect(() => classNamed(labels, wanted)).toThrow(/no class|several classes/);
});

test('several that fit are listed with their indices', () => {
  expect(() => classNamed(IMAGENET, 'crane')).toThrow(
    'several classes match "crane": 1 "crane", 3 "crane"; give the index',
  );
  expect(() => classNamed(['Crane', 'crane', 'CRANE'], 'cRANE')).toThrow('0 "Crane", 1 "crane", 2 "CRANE"');
  expect(() => classNamed(['polecat, fitch', 'skunk, polecat'], 'polecat')).toThrow(
    '0 "polecat, fitch", 1 "skunk, polecat"',
  );
  expect(classNamed(['Crane', 'crane'], 'crane')).toBe(1);
  expect(() => classNamed(['C++', 'C#'], 'c')).toThrow('several classes match "c": 0 "C++", 1 "C#"');
  expect(() => classNamed(['wild cat', 'tabby cat'], 'cat')).toThrow('0 "wild cat", 1 "tabby cat"');
});

test('a name that no class has is answered with those that are called much like it', () => {
  expect(() => classNamed(IMAGENET, 'drak')).toThrow('the model has no class "drak"; the closest: 2 "drake"');
  expect(() => classNamed(IMAGENET, 'pillar')).toThrow('9 "caterpillar"');
  expect(() => classNamed(IMAGENET, 'tink tinca')).toThrow('0 "tench, Tinca tinca"');
  expect(() => classNamed(['кот', 'собака'], 'слон')).toThrow('no class "слон"; it has 0 "кот", 1 "собака"');
  expect(() => classNamed([...'абвгдежзийк'], 'слон')).toThrow(/no class "слон"$/);
  expect(() => classNamed(undefined, 'hen')).toThrow(
    'the model has no labels: give the class "hen" by its index',
  );
});

test('digits are an index, unless a label of another class has them: then it is asked which is meant', () => {
  expect(classNamed(undefined, '7')).toBe(7);
  expect(classNamed(IMAGENET, '7')).toBe(7);
  expect(() => classNamed(IMAGENET, '12')).toThrow('the model has classes 0 to 11; there is no class 12');
  expect(() => classNamed(undefined, '1', 1)).toThrow('one class, 0');
  const inOrder = ['0', '1', '2'];
  expect(classNamed(inOrder, '2')).toBe(2);
  const shuffled = ['2', '0', '1', '10'];
  expect(() => classNamed(shuffled, '2')).toThrow(
    '"2" is the label of class 0, and the index of "1": give index:0 or index:2',
  );
  expect(classNamed(shuffled, 'index:2')).toBe(2);
  expect(classNamed(shuffled, '10')).toBe(3);
  expect(() => classNamed(['5', '7', '5'], '5')).toThrow(
    '"5" is the label of class 0 and of class 2: give index:0 or index:2',
  );
  expect(() => classNamed(['a', 'b'], 'index:2')).toThrow('there is no class 2');
  // a class without a label is no class that is called nothing
  expect(() => classNamed(['', 'a'], '')).toThrow('no class ""');
});
