import { type AccentuateOptions, constant, cosine, linear, nadam, sgd, step } from 'faccent';
import { type Cell, accentuated, cat, leopard } from '../subject.js';

export async function optimizers(): Promise<Cell[][]> {
  const on = (name: string, options: AccentuateOptions) =>
    accentuated(name, cat, leopard, { regularize: null, ...options });
  return [
    [{ label: 'photograph', image: cat }],
    await on('adam (the default)', {}),
    await on('nadam', { optimizer: nadam() }),
    await on('sgd, momentum 0.9', { optimizer: sgd({ momentum: 0.9 }), learningRate: 2 }),
    await on('linear', { schedule: linear() }),
    await on('cosine', { schedule: cosine() }),
    await on('step', { schedule: step({ every: 10, factor: 0.5 }) }),
    await on('constant, rate 0.1', { schedule: constant(), learningRate: 0.1 }),
  ];
}
