import {
  type AccentuateOptions,
  batch,
  centreBox,
  cppn,
  fourier,
  fourierPhase,
  laplacian,
  pixel,
  preconditionedFourier,
  sgd,
  sharedLowResolution,
} from 'faccent';
import { type Cell, VIEWS, accentuated, cat, interpolated, leopard, visualized } from '../subject.js';

export async function parameterizations(): Promise<Cell[][]> {
  const on = (name: string, options: AccentuateOptions) => accentuated(name, cat, leopard, options);
  const two = interpolated();
  const near = centreBox({ views: VIEWS, fraction: [0.05, 0.5], deviation: 0.1 });
  const phase = { parameterization: fourierPhase(), transform: near, steps: 100 };
  return [
    [{ label: 'photograph', image: cat }],
    await on('fourier (the default)', {}),
    await on('fourier, decorrelate: false', { parameterization: fourier({ decorrelate: false }) }),
    await on('fourier, desaturation: 15', { parameterization: fourier({ desaturation: 15 }) }),
    await on('fourierPhase', { parameterization: fourierPhase() }),
    await on('preconditionedFourier', {
      parameterization: preconditionedFourier(),
      optimizer: sgd(),
      learningRate: 0.5,
    }),
    await on('pixel (rate 0.5)', { parameterization: pixel(), learningRate: 0.5 }),
    await on('laplacian', { parameterization: laplacian() }),
    await visualized('cppn (from noise)', leopard, { parameterization: cppn(), steps: 150 }),
    await visualized('fourierPhase (from noise)', leopard, phase),
    await visualized('fourierPhase, standardize: false', leopard, {
      ...phase,
      parameterization: fourierPhase({ standardize: false }),
    }),
    await accentuated('batch', cat, two, { parameterization: batch(fourier(), 2) }),
    await accentuated('sharedLowResolution', cat, two, {
      parameterization: sharedLowResolution(fourier(), 2),
    }),
  ];
}
