// Proves that a compiled graph serves every unit, position, target and weight, and that "input" is a layer.
import { describe, expect, test } from 'vitest';
import { Model } from '../model/model.js';
import { fourier } from '../parameterization/fourier.js';
import { probeGraph } from '../step/forward.js';
import { fixtureBytes } from '../testing/golden.js';
import { channel, cosim, inputBlur, parseObjective, subtract } from './index.js';
import type { Objective } from './objective.js';

describe('in the graphs of a run', () => {
  const model = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
  const graph = (objective: Objective) =>
    probeGraph({
      model,
      objective,
      canvas: [32, 32],
      parameterization: fourier(),
    }).bytes;

  test('one graph serves every unit, position, target and weight', () => {
    expect(graph(parseObjective('2*relu3:1@0,1 - fc:3'))).toEqual(
      graph(parseObjective('-5*relu3:4@2,2 - fc:0')),
    );
    expect(graph(cosim({ layer: 'relu3', unit: 1 }))).toEqual(graph(cosim({ layer: 'relu3', unit: 2 })));
  });

  test('the layer "input" is the views, alone or beside layers of the network', () => {
    const { length } = graph(inputBlur());
    expect(length).toBeGreaterThan(0);
    expect(graph(subtract(channel({ layer: 'fc', unit: 3 }), inputBlur())).length).toBeGreaterThan(length);
  });
});
