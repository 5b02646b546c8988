// Labels are compared with classes: as many of each, or it is said why there may be more or fewer, and what to do.
import { expect, test } from 'vitest';
import { fitLabels } from './class-labels.js';

const five = ['a', 'b', 'c', 'd', 'e'];

test('as many labels as classes are used as they are, and any number where that of classes is not known', () => {
  expect(fitLabels(five, 5)).toEqual({ labels: five });
  expect(fitLabels(five, undefined)).toEqual({ labels: five });
  expect(fitLabels(['no', 'yes'], 1)).toEqual({ labels: ['no', 'yes'] });
  expect(fitLabels(['a', '', 'c'], 3)).toEqual({ labels: ['a', '', 'c'] });
});

test('no labels are none', () => {
  expect(fitLabels(undefined, 5)).toEqual({});
  expect(fitLabels(['', '', ''], 2)).toEqual({});
});

test('ids that count from 1 are moved, which is said, unless the network has a class 0', () => {
  const fitted = fitLabels(['', ...five], 5);
  expect(fitted).toEqual({ labels: five, said: 'the labels\' ids count from 1: "a" is class 0' });
  expect(fitLabels(['', ...five], 6)).toEqual({ labels: ['', ...five] });
});

test.each<[labels: string[], count: number, says: RegExp]>([
  [
    ['background', ...five],
    5,
    /^there are 6 labels for 5 classes: the first, "background", looks like the background.*take it out$/,
  ],
  [['__background__', ...five], 5, /looks like the background/],
  [['背景', ...five], 5, /looks like the background/],
  [
    ['name', ...five],
    5,
    /6 labels for 5 classes: the first is "name" and the last "e"; take out what is no class/,
  ],
  [
    five,
    6,
    /5 labels for 6 classes: the network may have one of the background in front.*put "background" before "a"/,
  ],
  [
    ['', ...'abcdefghij'],
    10,
    /ids count from 1 to 10, and the classes from 0 to 9: number them as the network has them.*folders' names: 1, 10/,
  ],
  [['', 'a', '', 'b'], 2, /ids go to 3, and 2 have a label, for 2 classes: number them from 0 to 1/],
  [five, 1000, /5 labels for 1000 classes: the first is "a", the last "e"/],
])('%j for %i classes', (labels, count, says) => {
  const { problem, ...others } = fitLabels(labels, count);
  expect(problem).toMatch(says);
  expect(others).toEqual({});
});
