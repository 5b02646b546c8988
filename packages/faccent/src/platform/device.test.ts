// Proves that a device is the one asked for or refused, that only auto chooses, and that a real one computes the step.
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { chooseDevice } from './device.js';
import { type Backend, type Device, createSession } from './runtime.js';

/** A backend on which the given devices start, and others fail to; those that idle start, and leave all to the CPU. */
function machine(offered: string[], working: string[], idle: string[] = []): Backend {
  const create = (_: Uint8Array, { executionProviders }: { executionProviders: readonly string[] }) => {
    const [device] = executionProviders;
    if (![...working, ...idle].includes(device!)) return Promise.reject(new Error('no driver\nand a stack'));
    const y = { type: 'float32', dims: [1], getData: () => Promise.resolve(new Float32Array(1)) };
    return Promise.resolve({ device, run: () => Promise.resolve({ y }), release: () => Promise.resolve() });
  };
  const providers = Object.fromEntries(offered.map((name) => [name, name]));
  const placed = ({ device }: { device: string }) => Promise.resolve(idle.includes(device) ? 0 : 2);
  return {
    ...{ name: 'test', version: '1', create, Tensor: class {}, threads: () => 1, providers, placed },
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
    const { device, explanation } = await chooseDevice(
      'auto',
      machine(['cpu', 'coreml'], ['cpu'], ['coreml']),
    );
    expect(device).toBe('cpu');
    expect(explanation).toMatch(/^"coreml" does not start \(the device "coreml" runs no part of this graph/);
  });

  test('auto does not take what software imitates, and by its name it is taken', async () => {
    const here: Backend = {
      ...machine(['cpu', 'webgpu'], ['cpu', 'webgpu']),
      imitated: (device) => Promise.resolve(device === 'webgpu'),
    };
    expect(await chooseDevice('auto', here)).toEqual({
      device: 'cpu',
      explanation: '"webgpu" is imitated by the CPU here: using the CPU',
    });
    expect(await chooseDevice('webgpu', here)).toEqual({ device: 'webgpu' });
  });

  test.each<[Device, RegExp]>([
    ['cuda', /^"cuda" does not start \(no driver\): it takes Linux .* CUDA 12.*; the device "auto" takes/],
    ['webgpu', /^"webgpu" does not start \(no driver\): it takes a GPU with a driver/],
    ['dml', /^test has no device "dml": it takes Windows/],
    ['coreml', /^"coreml" does not start \(.* runs no part of this graph.*\): it takes macOS/],
  ])('%s, asked for and absent, is refused with the reason and what it takes', async (device, message) => {
    const here = machine(['cpu', 'cuda', 'webgpu', 'coreml'], ['cpu'], ['coreml']);
    await expect(chooseDevice(device, here)).rejects.toThrow(message);
    await expect(chooseDevice(device, here)).rejects.toBeInstanceOf(FaccentError);
  });

  test('one that starts is taken as it was asked for', async () => {
    const here = machine(['cpu', 'cuda'], ['cpu', 'cuda']);
    expect(await chooseDevice('cuda', here)).toEqual({ device: 'cuda' });
    expect(await chooseDevice('cpu', here)).toEqual({ device: 'cpu' });
  });

  test('a step that a device runs nothing of is refused; a graph beside it may run anywhere', async () => {
    const here = machine(['cpu', 'cuda'], [], ['cuda']);
    const bytes = new Uint8Array(0);
    const step = await createSession(here, bytes, { device: 'cuda' });
    await expect(step.run({}, ['y'])).rejects.toThrow(
      'the device "cuda" runs no part of this graph, all of it would run on the CPU: ask for the device "cpu"',
    );
    const beside = await createSession(here, bytes, { device: 'cuda', anywhere: true });
    expect(await beside.run({}, ['y'])).toHaveProperty('y');
  });

  test('this machine has one', async () => {
    const { device, explanation } = await chooseDevice('auto');
    expect(device === 'cpu' || explanation === undefined).toBe(true);
  });
});
