// Proves which OMP_NUM_THREADS are heeded: numbers up to that of the cores, and the first of a list.
import { availableParallelism } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { threadsByEnvironment } from './environment.js';

const cores = availableParallelism();
afterEach(() => vi.unstubAllEnvs());

test.each<[string | undefined, number]>([
  ['1', 1],
  [' 1 ', 1],
  ['1,4', 1],
  ['100000', cores],
  [String(cores), cores],
  ...['', '0', '-1', '1.5', 'two', '1;2', undefined].map((given): [string | undefined, number] => [
    given,
    cores,
  ]),
])('OMP_NUM_THREADS=%j', (given, threads) => {
  vi.stubEnv('OMP_NUM_THREADS', given);
  expect(threadsByEnvironment()).toBe(threads);
});
