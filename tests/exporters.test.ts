// Proves on small files that today's exporters write that gradients are right, several images get what each gets alone,
// and whatever layers are called finds them.
import { readFileSync } from 'node:fs';
import { Model, Network, accentuate, box, channel, inputGradient, strongest } from 'faccent';
import { describe, expect, test } from 'vitest';
import { parseNpy } from '../packages/faccent/src/formats/npy.js';
import { pictureInput } from '../packages/faccent/src/model/picture-input.js';

interface Case {
  /** `LAYER:UNIT` */
  readonly feature: string;
  readonly also?: readonly string[];
  readonly class?: readonly [label: string, layer: string, unit: number];
  readonly tolerance?: number;
  readonly views?: number;
  readonly batching?: string;
}

const file = (name: string): Buffer => readFileSync(new URL(`fixtures/exporters/${name}`, import.meta.url));
const cases = JSON.parse(file('cases.json').toString()) as Record<string, Case>;
const tensor = (name: string) => parseNpy(file(name), name);

const partsOf = (feature: string): { layer: string; unit: number } => {
  const at = feature.lastIndexOf(':');
  return { layer: feature.slice(0, at), unit: Number(feature.slice(at + 1)) };
};

const norm = (x: ArrayLike<number>): number => Math.sqrt(Array.from(x).reduce((sum, v) => sum + v * v, 0));

const photo = {
  size: [48, 48] as const,
  data: Float32Array.from({ length: 3 * 48 * 48 }, (_, i) => 0.5 + 0.4 * Math.sin(i / 7 + Math.cos(i / 90))),
};

/** The model, shown pictures of the size that its file says, or of 32 pixels. */
function modelOf(name: string): Model {
  const bytes = file(`${name}.onnx`);
  const labels = ['cat', 'dog', 'hen'];
  const description = { range: [-1, 1], ...(cases[name]!.class && { labels }) };
  const { size = [32, 32] } = pictureInput(Network.open(bytes).graph, undefined, undefined);
  return Model.read(bytes, { ...description, size });
}

describe.each(Object.entries(cases))('%s', (name, c) => {
  const { layer, unit } = partsOf(c.feature);

  test('has the right gradient', async () => {
    const network = Network.open(file(`${name}.onnx`));
    const wrt = network.pictureInput();
    const [x, expected] = [tensor(`${name}.x.npy`), tensor(`${name}.g.npy`)];
    const { gradient } = await inputGradient(network, { layer, unit, wrt, inputs: { [wrt]: x } });
    expect(gradient.dims).toEqual(expected.dims);
    const [own, right] = [gradient.data, expected.data as Float32Array];
    const off = norm(own.map((v, i) => v - right[i]!)) / norm(right);
    expect(off).toBeLessThan(c.tolerance ?? 1e-4);
    for (const other of c.also ?? [])
      expect(network.resolve(partsOf(other).layer), other).toBeTypeOf('string');
  });

  test('is looked at and accentuated', async () => {
    const model = modelOf(name);
    expect((await strongest(model, photo, { threads: 1 })).length).toBeGreaterThan(0);
    const { activation } = await accentuate(model, photo, channel({ layer, unit }), {
      ...{ steps: 2, transform: box({ views: 2 }), threads: 1, learningRate: 0.01 },
    });
    expect(Number.isFinite(activation.after)).toBe(true);
    if (c.batching) expect(model.batching).toBe(c.batching);
    if (c.class) expect([model.logits, model.classIndex(c.class[0])]).toEqual(c.class.slice(1));
    for (const { name: printed, value } of model.layers) expect(model.resolve(printed)).toBe(value);
  });
});
