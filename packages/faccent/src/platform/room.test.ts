// Proves that what a graph needs is checked before it is allocated: against this machine, its weights, and its length.
import { type Node } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { checkLength, checkRoom } from './room.js';

const GIB = 2 ** 30;
const node: Node = {
  name: 'blow\u001b[31m',
  operator: 'Expand',
  domain: '',
  inputs: ['a'],
  outputs: ['b'],
  attributes: new Map(),
};
const needs = (most: number, given: number) => ({
  most,
  given,
  largest: { node, dims: [2, 3], bytes: most },
});

describe('room', () => {
  test('is there for a gigabyte of whatever it is made of, and for a thousand times the weights and pictures', () => {
    expect(() => checkRoom(needs(GIB, 10))).not.toThrow();
    expect(() => checkRoom(needs(20 * GIB, 20 * 2 ** 20))).not.toThrow();
    expect(() => checkRoom(needs(20 * GIB, 2 ** 20))).toThrow(/out of all proportion/);
  });

  test('is not there for more than the machine has, which is said with both numbers', () => {
    expect(() => checkRoom(needs(20 * GIB, GIB), 16 * GIB)).toThrow(
      /needs 20.0 GiB of memory, and this machine has 16.0 GiB/,
    );
    expect(() => checkRoom(needs(20 * GIB, GIB), 32 * GIB)).not.toThrow();
    // a small machine has less than what any graph may take
    expect(() => checkRoom(needs(GIB / 2, 10), GIB / 4)).toThrow(/this machine has 256 MiB/);
  });

  test('names the largest value, its node and its shape, in readable characters', () => {
    expect(() => checkRoom(needs(2 ** 43, 10))).toThrow(FaccentError);
    expect(() => checkRoom(needs(2 ** 43, 10))).toThrow(
      /its largest value, of Expand \(node "blow\\u001b\[31m"\), is \[2, 3\], 8.00 TiB: choose fewer views/,
    );
  });
});

test('graphs of more than 50,000 nodes are refused with their number, the bound and why', () => {
  expect(() => checkLength(50_000)).not.toThrow();
  expect(() => checkLength(50_001)).toThrow(
    /has 50001 nodes, and more than 50000 are not run, since compiling them takes the runtime minutes/,
  );
});
