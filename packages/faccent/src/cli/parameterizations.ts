import {
  type Description,
  type Parameterization,
  cppn,
  fourier,
  fourierPhase,
  laplacian,
  pixel,
} from 'faccent';
import type { ParameterizationName } from './options.js';

const MAKERS: Readonly<Record<ParameterizationName, () => Parameterization>> = {
  fourier,
  'fourier-phase': fourierPhase,
  laplacian,
  cppn,
  pixel,
};

/** A parameterization by the name that the command line has for it, and the step size and the views that suit it. */
export function parameterizationOf(
  name: ParameterizationName,
): Pick<Parameterization, 'learningRate' | 'noiseTransform'> & { readonly description: Description } {
  const { description, learningRate, noiseTransform } = MAKERS[name]();
  return { description: description!, learningRate, noiseTransform };
}
