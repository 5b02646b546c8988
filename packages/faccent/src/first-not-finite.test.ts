// Networks that overflow: every look at them says so, and at which layer it begins.
import { Tensor } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { accentuate } from './accentuate.js';
import { saliency } from './attribution/saliency.js';
import { integratedGradients } from './attribution/integrated-gradients.js';
import { explain } from './explanation/index.js';
import { inputGradient, strongest } from './inspect/index.js';
import { measureRun } from './measure/measure-run.js';
import type { Model } from './model/model.js';
import { channel } from './objective/channel.js';
import { value } from './platform/runtime.js';
import { type LayerInit, networkOf, picture, tensor } from './testing/networks.js';
import { box } from './transform/box.js';
import { visualize } from './visualize.js';

const photo = picture([16, 16], (y, x) => [y / 16, x / 16, 0.5]);

/** A convolution, something that goes wrong, and the means of its channels. */
function broken(middle: LayerInit[], constants: Record<string, Tensor> = {}): Model {
  const kernel = tensor(
    [4, 3, 1, 1],
    Float32Array.from({ length: 12 }, (_, i) => (i % 5) - 1.5),
  );
  return networkOf(
    16,
    [
      ['Conv', ['image', 'kernel'], 'conv'],
      ['Relu', ['conv'], 'relu'],
      ...middle,
      ['GlobalAveragePool', ['odd'], 'pooled'],
      ['Flatten', ['pooled'], 'scores'],
    ],
    { kernel, ...constants },
  );
}

const huge = { huge: tensor([], [1e38]) };
const nothing = { zero: tensor([], [0]) };
const networks: [string, string, Model][] = [
  [
    'weights of 1e38',
    'over',
    broken(
      [
        ['Mul', ['relu', 'huge'], 'big'],
        ['Mul', ['big', 'huge'], 'over'],
        ['Relu', ['over'], 'odd'],
      ],
      huge,
    ),
  ],
  [
    'a logarithm of 0',
    'log',
    broken(
      [
        ['Mul', ['relu', 'zero'], 'none'],
        ['Log', ['none'], 'log'],
        ['Relu', ['log'], 'kept'],
        ['Add', ['log', 'kept'], 'odd'],
      ],
      nothing,
    ),
  ],
  [
    '0 / 0',
    'quotient',
    broken(
      [
        ['Mul', ['relu', 'zero'], 'none'],
        ['Div', ['none', 'zero'], 'quotient'],
        ['Identity', ['quotient'], 'odd'],
      ],
      nothing,
    ),
  ],
  [
    'a root of what is negative',
    'root',
    broken([
      ['Neg', ['relu'], 'below'],
      ['Sqrt', ['below'], 'root'],
      ['Exp', ['root'], 'odd'],
    ]),
  ],
  [
    'an exponential',
    'exponential',
    broken(
      [
        ['Mul', ['relu', 'huge'], 'big'],
        ['Exp', ['big'], 'exponential'],
        ['Div', ['exponential', 'exponential'], 'odd'],
      ],
      huge,
    ),
  ],
];

const objective = channel({ layer: 'scores', unit: 1 });
const settings = { steps: 2, threads: 1, transform: box({ views: 1 }), regularize: null };

describe.each(networks)('a network with %s', (_, layer, model) => {
  const told = new RegExp(`at "scores", and "${layer}" is the first of its layers that does so`);

  test('is said to give no numbers, and where it begins', async () => {
    await expect(strongest(model, photo)).rejects.toThrow(told);
    await expect(accentuate(model, photo, objective, settings)).rejects.toThrow(
      new RegExp(`for the picture that the run starts from at "scores", and "${layer}" is the first`),
    );
    await expect(saliency(model, photo, objective)).rejects.toThrow(told);
    await expect(integratedGradients(model, photo, objective)).rejects.toThrow(told);
    await expect(explain(model, photo, { predicted: 0, actual: 1 })).rejects.toThrow(told);
    await expect(visualize(model, objective, [16, 16], settings)).rejects.toThrow(
      new RegExp(`for the noise that the run starts from at "scores", and "${layer}" is the first`),
    );
    const input = value([1, 3, 16, 16], photo.data);
    await expect(
      inputGradient(model, { layer: 'scores', unit: 1, wrt: 'image', inputs: { image: input } }),
    ).rejects.toThrow(new RegExp(`for this input at "scores", and "${layer}" is the first`));
  });
});

describe('a network whose gradient alone is no number', () => {
  // each factor of the slope is a number, and their product is none
  const wide = { wide: tensor([], [1e30]), narrow: tensor([], [1e-30]) };
  const model = broken(
    [
      ['Mul', ['relu', 'narrow'], 'small'],
      ['Mul', ['small', 'narrow'], 'nil'],
      ['Mul', ['nil', 'wide'], 'still'],
      ['Mul', ['still', 'wide'], 'odd'],
    ],
    wide,
  );

  test('is said to be so, by a map and by a run', async () => {
    expect((await strongest(model, photo, { count: 1 }))[0]!.activation).toBe(0);
    await expect(saliency(model, photo, objective)).rejects.toThrow(
      /the map of "saliency" has (NaN|Infinity) in it, though all layers up to "scores" are numbers/,
    );
    await expect(accentuate(model, photo, objective, settings)).rejects.toThrow(
      /the gradient was no number at step 0, though the activation was one: lower the learningRate/,
    );
    await expect(accentuate(model, photo, objective, { ...settings, steps: 1 })).rejects.toThrow(
      /the picture is NaN after step 1: the last step's gradient overflowed/,
    );
  });
});

describe('a run whose comparison is undefined', () => {
  const sound = broken([['Relu', ['relu'], 'odd']]);
  const recipe = {
    objective: objective.description,
    settings: { regularize: [] },
    environment: { device: 'cpu', threads: 1 },
  } as never;
  const run = { model: sound, photo, image: picture([16, 16], () => [1, 0, 0]) };

  test('has all other measures, and says why this one is left out', async () => {
    const same = [photo, photo, photo];
    const second = { model: networks[0]![2], unit: 0 };
    const found = await measureRun(recipe, run, { natural: same, second });
    expect(found.leftOut).toEqual({
      natural: expect.stringContaining('they have no spread') as string,
      transfer: expect.stringContaining('at "scores", and "over" is the first') as string,
    });
    expect(found).not.toHaveProperty('natural');
    expect(found.pixels.l2).toBeGreaterThan(0);
    expect(Number.isFinite(found.activation.change)).toBe(true);
  });
});
