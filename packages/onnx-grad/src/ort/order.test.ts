// Proves that nodes in the order in which they can be computed are the same graph, and that none waits far from its makers.
import { expect, test } from 'vitest';
import { Builder, Tensor, evaluate, finish, gradient, inReadyOrder } from '../index.js';

function chain(length: number) {
  const b = new Builder();
  const x = b.input('x', 'float32', [3]);
  let value = x;
  for (let i = 0; i < length; i++) value = b.apply('Sigmoid', [value]).mul(b.scalar(i % 2 ? 2 : -1.5));
  b.output(gradient(b, value.sum(), [x])[0]!, 'dx');
  return finish(b);
}

test('has each node once, behind what it reads, and gives the same bits', () => {
  const graph = chain(20);
  const sorted = inReadyOrder(graph);
  expect(new Set(sorted.nodes)).toEqual(new Set(graph.nodes));
  expect(sorted.nodes.length).toBe(graph.nodes.length);
  const feeds = { x: Tensor.of('float32', [3], [-1, 0.5, 2]) };
  expect(evaluate(sorted, feeds)).toEqual(evaluate(graph, feeds));
});

test('what reads a value of the forward pass alone is behind it, and not where it is read', () => {
  const { nodes } = inReadyOrder(chain(200));
  const places = new Map(nodes.flatMap(({ outputs }, i) => outputs.map((name) => [name, i] as const)));
  const waits = nodes.map(({ inputs }, i) => {
    const made = inputs.flatMap((name) => places.get(name) ?? []);
    return made.length ? i - Math.max(...made) : 0;
  });
  expect(Math.max(...waits)).toBeLessThan(20);
});
