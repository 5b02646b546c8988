import { Tensor } from 'onnx-grad';
import type { Image } from '../image/image.js';
import { Model } from '../model/model.js';
import { channel, seenBy } from '../objective/index.js';
import { type GoldenArray, fixture } from './golden.js';
import { network } from './networks.js';

/** By fixtures/two_networks.py. */
export const golden = fixture<{
  picture: GoldenArray;
  photograph: GoldenArray;
  firstWeight: GoldenArray;
  secondWeight: GoldenArray;
  weight: number;
  cases: { name: 'stays' | 'falls'; value: number; raised: number; other: number; gradient: GoldenArray }[];
}>('two-networks.json');

const tensor = ({ shape, data }: GoldenArray): Tensor => Tensor.of('float32', shape, data);

export const first = Model.read(
  network(
    { image: ['n', 3, 12, 12] },
    [
      ['Conv', ['image', 'w'], 'c', { strides: [2, 2] }],
      ['Relu', ['c'], 'out'],
    ],
    { w: tensor(golden.firstWeight) },
  ),
  { size: [12, 12], range: [-1, 1] },
);

/** Its values and weights are named as the first's are. */
export const secondOf = (weight: GoldenArray): Model =>
  Model.read(
    network(
      { image: ['n', 9, 9, 3] },
      [
        ['Transpose', ['image'], 'x', { perm: [0, 3, 1, 2] }],
        ['Conv', ['x', 'w'], 'c'],
        ['Tanh', ['c'], 'out'],
      ],
      { w: tensor(weight) },
    ),
    { size: [9, 9], layout: 'NHWC', channelOrder: 'BGR', mean: [0.4, 0.5, 0.3], std: [0.2, 0.25, 0.3] },
  );
export const second = secondOf(golden.secondWeight);

export const SIZE = [16, 16] as const;
const imageOf = ({ data }: GoldenArray): Image => ({ size: SIZE, data: Float32Array.from(data) });
export const [photo, changed] = [imageOf(golden.photograph), imageOf(golden.picture)];
export const raised = channel({ layer: 'out', unit: 1 });
export const other = seenBy({ model: second, objective: channel({ layer: 'out', unit: 3 }) });
