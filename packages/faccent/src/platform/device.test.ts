// The device that a choice comes to, and why it is another than the one asked for.
import { describe, expect, test } from 'vitest';
import { chooseDevice } from './device.js';
import type { Backend } from './runtime.js';

/** A backend on which the given devices start, and others fail to. */
function machine(offered: string[], working: string[]): Backend {
  const create = (_: Uint8Array, { executionProviders }: { executionProviders?: readonly unknown[] }) =>
    working.includes(executionProviders![0] as string)
      ? Promise.resolve({ release: () => Promise.resolve() })
      : Promise.reject(new Error('no driver\nand a stack'));
  const providers = Object.fromEntries(offered.map((name) => [name, name]));
  return {
    name: 'test',
    version: '1',
    create,
    Tensor: {},
    threads: () => 1,
    providers,
  } as unknown as Backend;
}

describe('the device', () => {
  test('auto takes the fastest that starts', async () => {
    expect(await chooseDevice('auto', machine(['cpu', 'cuda', 'webgpu'], ['cpu', 'webgpu']))).toEqual({
      device: 'webgpu',
    });
  });

  test('auto says why it is the CPU, where something failed', async () => {
    expect(await chooseDevice('auto', machine(['cpu'], ['cpu']))).toEqual({ device: 'cpu' });
    expect(await chooseDevice('auto', machine(['cpu', 'cuda'], ['cpu']))).toEqual({
      device: 'cpu',
      explanation: '"cuda" does not start (no driver): using the CPU',
    });
  });

  test('a device that is asked for and absent is replaced, with one line', async () => {
    expect(await chooseDevice('coreml', machine(['cpu', 'cuda'], ['cpu']))).toEqual({
      device: 'cpu',
      explanation: 'test has no device "coreml": using the CPU',
    });
    expect(await chooseDevice('cuda', machine(['cpu', 'cuda'], ['cpu', 'cuda']))).toEqual({ device: 'cuda' });
  });

  test('this machine has one', async () => {
    const { device, explanation } = await chooseDevice('auto');
    expect(device === 'cpu' || explanation === undefined).toBe(true);
  });
});
