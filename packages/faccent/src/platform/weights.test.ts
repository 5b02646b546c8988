// Graphs name the places of weights in the file that they come from, and compute the same to the bit.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Builder, type Expression, Tensor, finish, gradient, sumOver } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../cli/testing/folder.js';
import { backend } from './node.js';
import { createSession, value } from './runtime.js';
import { type Place, graphBytes, noteFile, weightless } from './weights.js';

const folder = temporaryFolder('weights');
const dims = [2, 3, 64];

/** A network and its gradient, in a loop and before it; and the file that its weights are from. */
function made() {
  const values = Float32Array.from({ length: 2 * 64 * 96 }, (_, i) => Math.sin(i * i) / 8);
  const file = new Uint8Array(values.byteLength + 3);
  // weights lie anywhere in a file
  file.set(new Uint8Array(values.buffer), 3);
  writeFileSync(path.join(folder, 'model.onnx'), file);
  const weight = (which: number, shape: number[]): Tensor => {
    const start = 3 + (which * values.byteLength) / 2;
    return Tensor.fromBytes('float32', shape, file.subarray(start, start + values.byteLength / 2));
  };
  const b = new Builder(backend.target?.('cpu'));
  const through = (x: Expression): Expression => {
    const { builder } = x;
    const hidden = x.matmul(builder.constant(weight(0, [64, 96]), builder.fresh('w'))).relu();
    return hidden
      .matmul(builder.constant(weight(1, [96, 64]), builder.fresh('w')))
      .square()
      .mean();
  };
  const x = b.input('x', 'float32', dims);
  b.output(gradient(b, through(x), [x])[0]!, 'gradient');
  const [sum] = sumOver(b, [x], ({ items: [item] }) => [through(item!)]);
  b.output(sum!, 'sum');
  return { file, graph: finish(b) };
}

const place = (version: string): Place => ({
  ...{ folder, name: 'model.onnx', version: '1', versionNow: () => version },
});

async function results(bytes: Uint8Array, runtime = backend): Promise<unknown> {
  const session = await createSession(runtime, bytes, { threads: 1 });
  const x = value(
    dims,
    Float32Array.from({ length: 2 * 3 * 64 }, (_, i) => Math.sin(i)),
  );
  const found = await session.run({ x }, ['gradient', 'sum']);
  await session.release();
  return found;
}

describe('a graph with many weights', () => {
  test('names where they are in their file, and computes the same to the bit', async () => {
    const { file, graph } = made();
    const whole = graphBytes(graph, 0);
    expect(weightless(whole)).toBeUndefined();
    noteFile(file, place('1'));
    const bytes = graphBytes(graph, 0);
    expect(bytes.length).toBeLessThan(whole.length / 4);
    expect(weightless(bytes)!.folder).toBe(folder);
    expect(weightless(bytes)!.whole()).toEqual(whole);
    expect(await results(bytes)).toEqual(await results(whole));
    // there is no need of that where weights are few
    expect(weightless(graphBytes(graph))).toBeUndefined();
  });

  test('has them in it where the file is another now', () => {
    const { file, graph } = made();
    const whole = graphBytes(graph, 0);
    noteFile(file, place('2'));
    expect(graphBytes(graph, 0)).toEqual(whole);
  });

  test('has them in it where the runtime reads no files', async () => {
    const { file, graph } = made();
    const whole = graphBytes(graph, 0);
    noteFile(file, place('1'));
    const given: (Uint8Array | string)[] = [];
    const runtime: typeof backend = {
      ...{ ...backend, readsFiles: false },
      create: (bytes, options) => {
        given.push(bytes);
        return backend.create(bytes, options);
      },
    };
    await results(graphBytes(graph, 0), runtime);
    expect(given).toEqual([whole]);
  });
});
