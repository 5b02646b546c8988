// Proves that runs raise latents, that one graph serves all of an encoder, and that encoders and networks keep their weights.
import { describe, expect, test } from 'vitest';
import { accentuate } from '../accentuate.js';
import { Encoder } from '../model/encoder.js';
import { Model } from '../model/model.js';
import { fourier } from '../parameterization/fourier.js';
import { probeGraph } from '../step/forward.js';
import { rowEncoder } from '../testing/encoders.js';
import { fixtureBytes } from '../testing/golden.js';
import { picture } from '../testing/networks.js';
import { box } from '../transform/box.js';
import { whole } from '../transform/whole.js';
import { channel, encoderLatent, objectives, subtract } from './index.js';
import type { Objective } from './objective.js';

describe('in a run', () => {
  const tiny = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
  const photo = picture([40, 40], (y, x) => [
    0.5 + 0.4 * Math.sin(y / 3),
    0.5 + 0.4 * Math.cos(x / 4),
    x / 40,
  ]);
  const channels = tiny.layers.find(({ value }) => value === tiny.resolve('relu3'))!.dims![1]!;
  const encoder = Encoder.read(rowEncoder(channels));
  const graph = (objective: Objective) =>
    probeGraph({
      model: tiny,
      objective,
      canvas: [40, 40],
      parameterization: fourier(),
    }).bytes;
  const at = (latent: number, from = encoder) => encoderLatent({ layer: 'relu3', encoder: from, latent });

  test.each([
    ['at once', 3],
    ['one by one', 1],
  ])('it is raised, with views %s', async (_, viewsAtOnce) => {
    const options = { steps: 10, transform: box({ views: 3 }), regularize: 'relu2', threads: 1, viewsAtOnce };
    const result = await accentuate(tiny, photo, at(2), options);
    expect(result.activation.after).toBeGreaterThan(result.activation.before);
    expect(result.balance).toBeGreaterThan(0);
  });

  test('one graph serves every latent', () => {
    expect(graph(at(1))).toEqual(graph(at(4)));
    expect(graph(at(1, Encoder.read(rowEncoder(channels))))).toEqual(graph(at(4)));
  });

  test("its weights are not the network's of the same name, nor another encoder's", async () => {
    const options = { steps: 1, transform: whole(), regularize: null, threads: 1 };
    const before = async (objective: Objective) =>
      (await accentuate(tiny, photo, objective, options)).activation.before;
    // the network's own head is in the graph as well
    const head = channel({ layer: 'fc', unit: 0 });
    const renamed = Encoder.read(rowEncoder(channels, 1, 'another name'));
    expect(renamed.fingerprint).not.toBe(encoder.fingerprint);
    expect(await before(subtract(at(2), head))).toBeCloseTo(await before(subtract(at(2, renamed), head)), 5);
    const other = Encoder.read(rowEncoder(channels, 2));
    const difference = (await before(at(2))) - (await before(at(2, other)));
    expect(Math.abs(difference)).toBeGreaterThan(1e-3);
    expect(await before(subtract(at(2), at(2, other)))).toBeCloseTo(difference, 4);
  });

  test('its description says which encoder it was', () => {
    expect(at(3).description).toEqual({
      name: 'encoderLatent',
      encoder: encoder.fingerprint,
      layer: 'relu3',
      latent: 3,
    });
    expect(encoder.fingerprint).toMatch(/^\d+:\d+:\d+$/);
    const bytes = rowEncoder(channels);
    expect(encoderLatent({ layer: 'relu3', encoder: bytes, latent: 3 }).description).toEqual(
      at(3).description,
    );
  });

  test('its description is read where its encoder is given, and there alone', () => {
    const other = Encoder.read(rowEncoder(channels, 2));
    const again = objectives.read(at(3).description, { given: { encoder: [other, encoder] } });
    expect(graph(again)).toEqual(graph(at(3)));
    const refusal = `objective.encoder is "${encoder.fingerprint}"; it should be the fingerprint of an encoder`;
    for (const given of [{}, { encoder: undefined }, { encoder: [other] }])
      expect(() => objectives.read(at(3).description, { given })).toThrow(refusal);
  });
});
