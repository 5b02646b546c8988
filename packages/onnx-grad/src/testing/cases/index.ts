import type { OperatorCase } from './case.js';
import { attention } from './attention.js';
import { convolutions } from './convolutions.js';
import { elementwise } from './elementwise.js';
import { normalizations } from './normalizations.js';
import { optimized } from './optimized.js';
import { poolings } from './poolings.js';
import { products } from './products.js';
import { packedProducts, quantizedValues } from './quantized.js';
import { recurrent } from './recurrent.js';
import { reductions } from './reductions.js';
import { regions, suppressions } from './regions.js';
import { sampling } from './sampling.js';
import { places } from './places.js';
import { shapes } from './shapes.js';
import { signals } from './signals.js';
import { valuesOnly } from './values.js';

/** At least one case for every operator that a gradient passes. */
export const CASES: readonly OperatorCase[] = [
  ...elementwise,
  ...shapes,
  ...products,
  ...convolutions,
  ...poolings,
  ...reductions,
  ...normalizations,
  ...sampling,
  ...optimized,
  ...packedProducts,
  ...recurrent,
  ...regions,
  ...attention,
  ...places,
  ...signals,
];

/** Values of operators that no gradient passes, and of those whose gradient is taken straight through. */
export const VALUE_CASES: readonly OperatorCase[] = [...valuesOnly, ...quantizedValues, ...suppressions];
