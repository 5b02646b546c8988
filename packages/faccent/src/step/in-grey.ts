import { grey } from '../image/luma.js';
import type { Parameterization } from '../parameterization/parameterization.js';

/** A parameterization for a network that sees no colours: its images are grey, whatever colours its parameters say. */
export const inGrey = (parameterization: Parameterization): Parameterization => ({
  ...parameterization,
  encode: (image, fixed) => parameterization.encode(grey(image), fixed),
  decode: (parameters, size, fixed) => grey(parameterization.decode(parameters, size, fixed)),
});
