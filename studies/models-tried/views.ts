import path from 'node:path';
import { type LoadOptions, Random, loadModel } from 'faccent';
import { Builder, type Expression, finish, writeModel } from 'onnx-grad';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readNpy } from '../common/files.js';
import { relativeError } from '../common/numbers.js';
import { type Tried, planesOf, sizeOf } from './note.js';
import type { ViewsFound } from './verdict.js';

/** Two views at once through a model against each alone: activations and gradients; and which modules' names are found. */
export async function views({ name, model: file, note }: Tried): Promise<ViewsFound> {
  const { layer, unit } = note.feature;
  const stated: LoadOptions = note.range === null ? {} : { range: note.range ?? [-1, 1], size: sizeOf(note) };
  const others = note.others.map((input): [string, number[]] => [
    input,
    Array.from(
      readNpy(path.join(path.dirname(file), `${name}.${input}.npy`)).data as ArrayLike<number>,
      Number,
    ),
  ]);
  const further: LoadOptions = others.length ? { input: note.input, inputs: Object.fromEntries(others) } : {};
  const model = await loadModel(file, { ...stated, ...further });
  const [height, width] = model.description.size;
  const planes = planesOf(note);
  const length = planes * height * width;
  const random = new Random(1);
  const pixels = Float32Array.from({ length: 2 * length }, () => random.uniform());

  /** A unit's activations on these views, and the gradient of their sum, flat. */
  const through = async (
    views: Float32Array,
  ): Promise<{ activations: Float32Array; gradient: Float32Array }> => {
    const dims = [views.length / length, planes, height, width];
    const b = new Builder();
    const input = b.input('views', 'float32', dims);
    const layers = model.append(b, input, [layer]);
    const channel: Expression = layers(layer).slice(1, unit, unit + 1);
    b.output(channel, 'activations');
    b.output(layers.gradient(channel.mean().mul(dims[0]!), 'input'), 'gradient');
    const session = await InferenceSession.create(writeModel(finish(b)), {
      logSeverityLevel: 3,
      intraOpNumThreads: 1,
    });
    const found = await session.run({ views: new Tensor('float32', views, dims) });
    await session.release();
    const data = (name: string): Float32Array => Float32Array.from(found[name]!.data as Float32Array);
    return { activations: data('activations'), gradient: data('gradient') };
  };

  const both = await through(pixels);
  const each = [await through(pixels.slice(0, length)), await through(pixels.slice(length))];
  const error = Math.max(
    ...(['activations', 'gradient'] as const).map((what) =>
      relativeError(
        both[what],
        each.flatMap((one) => [...one[what]]),
      ),
    ),
  );
  const missing = (note.modules ?? []).filter((name) => {
    try {
      model.resolve(name);
      return false;
    } catch {
      return true;
    }
  });
  const found = (note.modules ?? []).length - missing.length;
  const more = { batching: model.batching, found, missing };
  if (error <= note.tolerance) return { verdict: 'right', ...more };
  const words = `two views differ from one and one by ${error.toExponential(1)}`;
  return { verdict: 'wrong', words, ...more };
}
