// Proves that each pass changes nothing but the work.
import { describe, expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import { gradient } from '../ad/gradient.js';
import { readModel } from '../onnx/read.js';
import { fixture } from '../testing/run.js';
import { evaluate } from './evaluate.js';
import { instantiate } from './instantiate.js';
import { ALL_PASSES, type Passes, cut, finish } from './passes.js';
import { Tensor } from './tensor.js';

describe('passes change nothing but the work', () => {
  const bytes = fixture('tiny.onnx');
  const x = Tensor.of(
    'float32',
    [2, 3, 32, 32],
    Array.from({ length: 6144 }, (_, i) => Math.sin(i)),
  );

  function gradientWith(passes: Passes): {
    values: Record<string, Tensor>;
    nodes: number;
    constants: number;
  } {
    const model = readModel(bytes);
    const b = new Builder();
    const input = b.input('input', 'float32', x.dims);
    const target = '/relu2/Relu_output_0';
    const network = passes.cut ? cut(model, [target]) : model;
    const layer = instantiate(b, network, { inputs: new Map([['input', input]]), prefix: 'm:' })(target);
    b.output(gradient(b, layer.slice(1, 1, 2).mean(), [input])[0]!, 'gradient');
    const graph = finish(b, passes);
    return {
      values: evaluate(graph, { input: x }),
      nodes: graph.nodes.length,
      constants: graph.initializers.size,
    };
  }

  const all = gradientWith(ALL_PASSES);

  test.each(['fold', 'prune', 'cut'] as const)('without %s', (pass) => {
    const less = gradientWith({ ...ALL_PASSES, [pass]: false });
    expect([...less.values.gradient!.numbers]).toEqual([...all.values.gradient!.numbers]);
    expect(less.nodes + less.constants).toBeGreaterThanOrEqual(all.nodes + all.constants);
  });

  test('without any, there is more of it', () => {
    const none = gradientWith({ fold: false, prune: false, cut: false, pick: false, dense: false });
    expect([...none.values.gradient!.numbers]).toEqual([...all.values.gradient!.numbers]);
    expect(none.nodes).toBeGreaterThan(all.nodes);
    expect(none.constants).toBeGreaterThan(all.constants);
  });
});
