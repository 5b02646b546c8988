// Proves that modules of a network are found by what exporters of several frameworks leave of them, with what they make.
import { describe, expect, test } from 'vitest';
import { Graph, type Node } from '../graph/graph.js';
import { Tensor } from '../graph/tensor.js';
import { node } from '../testing/models.js';
import { fixture, simple } from '../testing/run.js';
import { findModules } from './modules.js';
import { nameValues } from './names.js';
import { readModel } from './read.js';
import { layersIn } from './tensorflow-names.js';
import { writeModel } from './write.js';

/** A graph from `image`, of nodes with one output each. */
function graphOf(
  nodes: [name: string, operator: string, inputs: string[], output: string, more?: Partial<Node>][],
  weights: string[] = [],
): Graph {
  const graph = new Graph();
  graph.inputs.push({ name: 'image', type: 'float32', dims: [1, 3, 8, 8] });
  for (const name of weights)
    graph.initializers.set(name, Tensor.of('float32', [2], /zeros/.test(name) ? [0, 0] : [1, 2]));
  for (const [name, operator, inputs, output, more] of nodes)
    graph.nodes.push({
      name,
      operator,
      domain: '',
      inputs,
      outputs: [output],
      attributes: new Map(),
      ...more,
    });
  graph.outputs.push(nodes.at(-1)![3]);
  return graph;
}

const found = (graph: Graph): Record<string, string> =>
  Object.fromEntries(findModules(graph).map(({ path, value }) => [path, value]));

describe('PyTorch’s default exporter', () => {
  const graph = readModel(fixture('dynamo.onnx'));
  const modules = {
    ...{
      bn1: 'getitem',
      conv1: 'getitem',
      layer1: 'silu_2',
      'layer1.0': 'silu_1',
      'layer1.0.0': 'getitem_3',
    },
    ...{ 'layer1.0.1': 'getitem_3', 'layer1.0.2': 'silu_1', 'layer1.1': 'silu_2', 'layer1.1.0': 'conv2d_2' },
    ...{ 'layer1.1.1': 'silu_2', fc: 'linear' },
  };

  test('a module is the last value whose node lists it; a convolution that swallowed its batch norm is both', () => {
    expect(found(graph)).toEqual(modules);
    const type = (path: string) =>
      findModules(graph)
        .find((m) => m.path === path)
        ?.type?.split('.')
        .at(-1);
    expect([type('bn1'), type('layer1'), type('fc')]).toEqual(['BatchNorm2d', 'Sequential', 'Linear']);
  });

  test('what is written again keeps its modules', () => {
    expect(findModules(readModel(writeModel(graph)))).toEqual(findModules(graph));
  });

  test.each([
    ['pkg.torch.onnx.name_scopes', "['', 'a', \"a.it's\", 'op']", { a: 'y', "a.it's": 'y' }],
    [
      'pkg.torch.onnx.namespace',
      ': pkg.Net/a: pkg.A/a.b: torch.nn.ReLU/op: aten.relu',
      { a: 'y', 'a.b': 'y' },
    ],
    ['namespace', ': pkg.Net/op: aten.relu', {}],
  ])('%s is read', (key, value, expected) => {
    const relu = { ...node('Relu', ['x'], ['y']), metadataProps: [{ key, value }] };
    expect(found(readModel(simple({ node: [relu] })))).toEqual(expected);
  });

  test('nodes of a function are of the modules of its call, unless they say more', () => {
    const scope = (...paths: string[]) => [
      { key: 'pkg.torch.onnx.name_scopes', value: `[${['', ...paths, 'op'].map((p) => `'${p}'`).join()}]` },
    ];
    const inner = { ...node('Relu', ['a'], ['b']), metadataProps: scope('block', 'block.act') };
    const bytes = simple({
      node: [{ ...node('F', ['x'], ['y'], {}, 'own'), metadataProps: scope('block') }],
      functions: [
        { domain: 'own', name: 'F', input: ['a'], output: ['c'], node: [inner, node('Neg', ['b'], ['c'])] },
      ],
      domains: { own: 1 },
    });
    const modules = found(readModel(bytes));
    expect(modules.block).toBe('y');
    expect(modules['block.act']).toMatch(/\/b$/);
  });

  test('shapes and constants that a module works out last are not its output', () => {
    const scopes = [{ path: 'm' }];
    const graph = graphOf([
      ['', 'Relu', ['image'], 'r', { scopes }],
      ['', 'Shape', ['r'], 's', { scopes }],
      ['', 'Neg', ['s'], 'n', { scopes }],
      ['', 'Identity', ['r'], 'y'],
    ]);
    expect(found(graph)).toEqual({ m: 'r' });
  });

  test('its modules’ names come before values that are called alike, but not before inputs and outputs', () => {
    const graph = graphOf([
      ['', 'Relu', ['image'], 'relu', { scopes: [{ path: 'features' }] }],
      ['', 'Relu', ['relu'], 'relu_1', { scopes: [{ path: 'relu' }, { path: 'last' }, { path: 'image' }] }],
      ['', 'Neg', ['relu_1'], 'last'],
    ]);
    const names = nameValues(graph);
    expect(names.get('relu')).toBe('relu_1');
    expect([names.get('last'), names.get('image')]).toEqual(['last', 'image']);
  });
});

describe('TensorFlow and Keras', () => {
  test('a layer’s name stands inside the nodes’ names, or those of weights alone', () => {
    const prefix = 'mynet_1';
    expect(found(readModel(fixture('keras.onnx')))).toEqual({
      stem_bn: `${prefix}/stem_bn_1/batchnorm/mul_1:0`,
      stem_conv: `${prefix}/stem_bn_1/batchnorm/mul_1:0`,
      stem_act: `${prefix}/stem_act_1/mul_1:0`,
      block1_conv: `${prefix}/block1_conv_1/convolution:0`,
      block1_out: `${prefix}/block1_out_1/Add:0`,
      avg_pool: `${prefix}/avg_pool_1/Mean_Squeeze__31:0`,
      predictions: 'Identity:0',
    });
    const names = nameValues(readModel(fixture('keras.onnx')));
    expect(names.get(`${prefix}/block1_out_1`)).toBe(`${prefix}/block1_out_1/Add:0`);
  });

  test('of weights that several nodes share, none is told', () => {
    const graph = graphOf(
      [
        ['Conv__1', 'Conv', ['image', 'net/a/kernel:0', 'net/a/zeros:0'], 'a'],
        ['Conv__2', 'Conv', ['a', 'net/b/kernel:0', 'net/a/zeros:0'], 'b'],
        ['net/c/Relu', 'Relu', ['b'], 'c'],
      ],
      ['net/a/kernel:0', 'net/b/kernel:0', 'net/a/zeros:0'],
    );
    expect(found(graph)).toEqual({ a: 'a', b: 'b', c: 'c' });
  });

  test.each([
    [
      'numbers that are the layers’ own stay',
      ['m/conv2d/Conv2D', 'm/conv2d_1/Conv2D', 'm/conv2d_2/Conv2D'],
      'conv2d_2',
    ],
    ['numbers of the export go', ['m_1/conv2d_1/c', 'm_1/conv2d_1_2/c', 'm_1/conv2d_2_1/c'], 'conv2d_2'],
    ['scopes that hold all go', ['Call/model/a/x', 'Call/model/b/x', 'Call/model/a/b/batchnorm/x'], 'a/b'],
    ['a network without scopes has no layers', ['conv', 'relu'], ''],
    ['PyTorch’s names are none', ['/a/a.0/Conv'], ''],
  ])('%s', (_, names, last) => {
    expect(layersIn(names)(names.at(-1)!).parts.join('/')).toBe(last);
  });

  test('an activation that TensorFlow Lite fused is its own layer', () => {
    const graph = graphOf(
      [
        ['m/act/Relu6;m/bn/FusedBatchNorm;m/conv/Conv2D;m/pad/Pad', 'Conv', ['image', 'w'], 'v'],
        ['Clip__6', 'Clip', ['v'], 'Clip__6:0'],
        ['m/out/Add', 'Add', ['Clip__6:0', 'Clip__6:0'], 'm/out/Add'],
      ],
      ['w'],
    );
    expect(found(graph)).toEqual({ bn: 'v', conv: 'v', act: 'Clip__6:0', out: 'm/out/Add' });
  });

  test('an attention goes on behind its softmax, by products without names', () => {
    const graph = graphOf(
      [
        ['m/mha/softmax/Softmax', 'Softmax', ['image'], 's'],
        ['MatMul__1', 'MatMul', ['s', 'image'], 'p'],
        ['Reshape__2', 'Reshape', ['p', 'w'], 'q'],
        ['m/ln/Mul', 'Mul', ['q', 'q'], 'y'],
      ],
      ['w'],
    );
    expect(found(graph)).toEqual({ mha: 'q', 'mha/softmax': 's', ln: 'y' });
  });
});

describe('names of weights', () => {
  test('serve where nodes have lost theirs', () => {
    const graph = graphOf(
      [
        ['Conv_0', 'Conv', ['image', 'layer1.0.conv1.weight'], 'c'],
        ['Transpose_1', 'Transpose', ['fc.weight'], 't'],
        ['MatMul_2', 'MatMul', ['c', 't'], 'm'],
        ['Add_3', 'Add', ['m', 'fc.bias'], 'a'],
        ['Mul_4', 'Mul', ['a', 'block.layer_scale'], 'y'],
      ],
      ['layer1.0.conv1.weight', 'fc.weight', 'fc.bias', 'block.layer_scale'],
    );
    expect(found(graph)).toEqual({ 'layer1.0.conv1': 'c', fc: 'a' });
  });

  test('lead through what a quantizer adds, static and dynamic', () => {
    const graph = graphOf(
      [
        ['q', 'QuantizeLinear', ['image', 's'], 'xq'],
        ['dq', 'DequantizeLinear', ['xq', 's'], 'x'],
        ['w', 'DequantizeLinear', ['conv1.weight_quantized', 's'], 'conv1.weight_DequantizeLinear_Output'],
        ['node_conv', 'Conv', ['x', 'conv1.weight_DequantizeLinear_Output'], 'c'],
        ['node_conv_quant', 'ConvInteger', ['xq', 'conv2.weight_quantized'], 'i'],
        ['cast', 'Cast', ['i'], 'f'],
        ['scale', 'Mul', ['f', 's'], 'p'],
        ['bias', 'Add', ['p', 'conv2.bias'], 'y'],
      ],
      ['s', 'conv1.weight_quantized', 'conv2.weight_quantized', 'conv2.bias'],
    );
    expect(found(graph)).toEqual({ conv1: 'c', conv2: 'y' });
  });

  test('what a quantizer rounds behind a module is not its output', () => {
    const graph = graphOf([
      ['/a/Relu', 'Relu', ['image'], '/a/Relu_output_0'],
      ['/a/Relu_output_0_QuantizeLinear', 'QuantizeLinear', ['/a/Relu_output_0'], 'q'],
      ['/a/Relu_output_0_DequantizeLinear', 'DequantizeLinear', ['q'], 'd'],
    ]);
    expect(found(graph)).toEqual({ a: '/a/Relu_output_0' });
  });

  test('a ReLU that a quantizer merged into its rounding still ends the modules around it', () => {
    const scopes = (...paths: string[]) => ({ scopes: paths.map((path) => ({ path })) });
    const graph = graphOf(
      [
        ['', 'Conv', ['image', 'w'], 'c', scopes('block', 'block.conv')],
        ['', 'QuantizeLinear', ['c', 's', 'low'], 'q'],
        ['', 'DequantizeLinear', ['q', 's', 'low'], 'd'],
      ],
      ['w', 's'],
    );
    graph.initializers.set('low', Tensor.scalar('int8', -128));
    expect(found(graph)).toEqual({ block: 'd', 'block.conv': 'c' });
    graph.initializers.set('low', Tensor.scalar('int8', 3));
    expect(found(graph)).toEqual({ block: 'c', 'block.conv': 'c' });
  });

  test('that are all one number say nothing: optimizers merge them with others', () => {
    const graph = graphOf([['', 'Add', ['image', 'fc.zeros.bias'], 'y']], ['fc.zeros.bias']);
    expect(found(graph)).toEqual({});
  });

  test('say what a module around them ends with, if it is known by more than them', () => {
    const graph = graphOf(
      [
        ['/mlp/act/Relu', 'Relu', ['image'], 'a'],
        ['', 'Gemm', ['a', 'mlp.fc.weight'], 'y'],
        ['', 'Gemm', ['y', 'head.fc.weight'], 'z'],
      ],
      ['mlp.fc.weight', 'head.fc.weight'],
    );
    expect(found(graph)).toEqual({ mlp: 'y', 'mlp.act': 'a', 'mlp.fc': 'y', 'head.fc': 'z' });
  });
});

describe('names that optimizers changed', () => {
  test('are read off the value where the node has none, and without what is appended', () => {
    const graph = graphOf([
      ['HardSwish_token_3', 'HardSwish', ['image'], '/block/act/HardSwish_output_0'],
      [
        '/fc/MatMul/MatMulAddFusion',
        'Gemm',
        ['/block/act/HardSwish_output_0', '/block/act/HardSwish_output_0'],
        'y',
      ],
      ['node_MatMul_22/MatMulAddFusion', 'Gemm', ['y', 'y'], 'z'],
    ]);
    const act = '/block/act/HardSwish_output_0';
    expect(found(graph)).toEqual({ block: act, 'block.act': act, fc: 'y' });
  });
});

test('weights in half precision are looked at as the file has them: none is widened for a name', () => {
  const graph = graphOf([['Conv_0', 'Conv', ['image', 'layer1.conv.weight'], 'y']]);
  const half = Tensor.widened(Tensor.of('float16', [2], [1, 2]));
  Object.defineProperty(half, 'bytes', {
    get: () => {
      throw new Error('widened');
    },
  });
  graph.initializers.set('layer1.conv.weight', half);
  expect(found(graph)).toMatchObject({ 'layer1.conv': 'y' });
});
