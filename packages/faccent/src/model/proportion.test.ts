// Proves that what a network makes of its pictures is refused where no network makes as much, before it is allocated.
import { Builder, Graph, Tensor } from 'onnx-grad';
import { expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { checkProportion } from './proportion.js';

/** A graph with one value of so many elements, made of so many weights. */
function expanded(elements: number, weights = 1): { builder: Builder; network: Graph } {
  const builder = new Builder();
  const network = new Graph();
  network.initializers.set('w', Tensor.of('float32', [weights], new Float32Array(weights)));
  const x = builder.input('x', 'float32', [1, 1]);
  builder.apply('Relu', [x]);
  builder.apply('Expand', [x, builder.ints([1, elements])]);
  return { builder, network };
}

const MIB = 2 ** 20;

test('a quarter of a gigabyte may be made of anything', () => {
  const { builder, network } = expanded(63 * MIB);
  expect(() => checkProportion(builder, 0, network, 4)).not.toThrow();
});

test('more may be made of thousands of times the pictures, or hundreds of times the weights', () => {
  const { builder, network } = expanded(512 * MIB);
  expect(() => checkProportion(builder, 0, network, 2 ** 18)).not.toThrow();
  expect(() => checkProportion(builder, 0, network, 2 ** 17)).toThrow(FaccentError);
  const heavy = expanded(512 * MIB, 3 * MIB);
  expect(() => checkProportion(heavy.builder, 0, heavy.network, 4)).not.toThrow();
});

test('what is refused has the numbers and its largest value named', () => {
  const { builder, network } = expanded(512 * MIB);
  expect(() => checkProportion(builder, 0, network, 3072)).toThrow(
    /values of 2.00 GiB of pictures of 3.00 KiB and weights of 4 bytes, .* Expand \(node "Expand~\d+"\), is \[1, 536870912\], 2.00 GiB/,
  );
});

test('what was there before the network is not its own', () => {
  const { builder, network } = expanded(512 * MIB);
  expect(() => checkProportion(builder, builder.graph.nodes.length, network, 4)).not.toThrow();
});
