// Proves that gradients of one block of each family of torchvision networks are PyTorch's.
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { evaluate } from '../graph/evaluate.js';
import { instantiate } from '../graph/instantiate.js';
import { finish } from '../graph/passes.js';
import { Tensor } from '../graph/tensor.js';
import { readModel } from '../onnx/read.js';
import { writeModel } from '../onnx/write.js';
import { Builder } from './builder.js';
import { gradient } from './gradient.js';

interface Block {
  shape: number[];
  input: number[];
  output: number[];
  gradient: number[];
}

const file = (name: string): Buffer => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
const blocks = JSON.parse(file('blocks.json').toString()) as Record<string, Block>;

const relative = (a: ArrayLike<number>, b: readonly number[]): number =>
  Math.hypot(...b.map((v, i) => a[i]! - v)) / Math.hypot(...b);

// fixtures/make.py exports one block of each family of torchvision networks, with PyTorch's gradient in float64
test.each(Object.entries(blocks))(
  '%s: output and gradient of output[0, 1] are PyTorch’s',
  async (name, block) => {
    const b = new Builder();
    const input = b.input('input', 'float32', block.shape);
    const model = readModel(file(`block-${name}.onnx`));
    const output = instantiate(b, model, { inputs: new Map([['input', input]]), prefix: 'm:' })('output');
    b.output(output, 'output');
    b.output(gradient(b, output.slice(0, 0, 1).slice(1, 1, 2).sum(), [input])[0]!, 'gradient');
    const graph = finish(b);

    const session = await ort.InferenceSession.create(writeModel(graph), {
      intraOpNumThreads: 1,
      logSeverityLevel: 3,
    });
    const feed = new ort.Tensor('float32', Float32Array.from(block.input), block.shape);
    const result = await session.run({ input: feed });
    await session.release();
    expect(relative(result.output!.data as Float32Array, block.output)).toBeLessThan(1e-5);
    expect(relative(result.gradient!.data as Float32Array, block.gradient)).toBeLessThan(1e-5);

    const reference = evaluate(graph, { input: Tensor.of('float32', block.shape, block.input) });
    expect(relative(reference.gradient!.numbers, block.gradient)).toBeLessThan(1e-5);
  },
);
