import { Model } from '../model/model.js';
import { network, picture, tensor } from './networks.js';

const SIDE = 12;

/** A model of two classes, the means of red and of green, as a file had it: recipes can name it. */
export const colourModel = (): Model =>
  Model.read(
    network(
      { image: ['n', 3, SIDE, SIDE] },
      [
        ['Conv', ['image', 'mix'], 'early'],
        ['Relu', ['early'], 'seen'],
        ['GlobalAveragePool', ['seen'], 'pooled'],
        ['Flatten', ['pooled'], 'flat'],
        ['MatMul', ['flat', 'weights'], 'logits'],
      ],
      { mix: tensor([2, 3, 1, 1], [1, 0, 0, 0, 1, 0]), weights: tensor([2, 2], [5, 0, 0, 5]) },
    ),
    { size: [SIDE, SIDE], range: [0, 1], labels: ['red', 'green'], regularize: 'early', name: 'colours' },
    { origin: { source: 'colours.onnx', path: 'colours.onnx', sha256: '0'.repeat(64), sources: {} } },
  );

/** Mostly red, with some green. */
export const redPhotograph = {
  ...picture([SIDE, SIDE], (y, x) => [0.7 + 0.02 * (x % 3), 0.5 - 0.01 * y, 0.2]),
  ...{ path: 'folder/<photo>.jpg', sha256: '1'.repeat(64) },
};
