// Proves that sessions of a page's runtime never run while another does, and that one that fails stops none behind it.
import { expect, test } from 'vitest';
import type { RuntimeSession } from '../runtime.js';
import { inTurn } from './one-at-a-time.js';

let running = 0;
const order: string[] = [];

async function alone(name: string, fails = false): Promise<Record<string, never>> {
  expect(++running).toBe(1);
  await new Promise((soon) => setTimeout(soon, 2));
  running--;
  order.push(name);
  if (fails) throw new Error(name);
  return {};
}

const session = (name: string): Promise<RuntimeSession> =>
  inTurn(async () => {
    await alone(`create ${name}`);
    return {
      run: (feeds) => alone(`run ${name}`, 'bad' in feeds),
      release: async () => {
        await alone(`release ${name}`);
      },
    };
  });

test('what is asked at once is done in turn, and what fails fails alone', async () => {
  const [a, b] = await Promise.all([session('a'), session('b')]);
  const bad = a.run({ bad: undefined as never }, []);
  await Promise.all([expect(bad).rejects.toThrow('run a'), b.run({}, []), a.release(), b.run({}, [])]);
  expect(order).toEqual(['create a', 'create b', 'run a', 'run b', 'release a', 'run b']);
});
