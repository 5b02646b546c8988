import type { AccentuateOptions } from 'faccent';
import { CANVAS, type Cell, accentuated, cat, leopard } from '../subject.js';

export async function regularization(): Promise<Cell[][]> {
  const on = (name: string, options: AccentuateOptions) => accentuated(name, cat, leopard, options);
  const [height, width] = CANVAS;
  const mask = Float32Array.from({ length: height * width }, (_, i) => Number(i % width < width / 2));
  const layers = [{ layer: 'block3b' }, { layer: 'block1a', power: 1, weight: 0.5 }];
  return [
    [{ label: 'photograph', image: cat }],
    await on('regularize: null', { regularize: null }),
    await on('strength: 0.5 (the default)', {}),
    await on('strength: 1', { strength: 1 }),
    await on('strength: 3', { strength: 3 }),
    await on('two layers, L2 and L1', { regularize: layers, strength: 0.2 }),
    await on('ball: 15', { ball: 15, learningRate: 5000, regularize: null }),
    await on('mask: the left half', { mask, strength: 0.2 }),
  ];
}
