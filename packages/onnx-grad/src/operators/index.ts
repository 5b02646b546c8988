import type { Node } from '../graph/graph.js';
import { activations } from './activations.js';
import { arithmetic } from './arithmetic.js';
import { attention } from './attention.js';
import { batchNormalizations } from './batch-normalization.js';
import { channelsLast } from './channels-last.js';
import { compositeActivations } from './composite-activations.js';
import { integers } from './integers.js';
import { joins } from './concat.js';
import { bitwise } from './bitwise.js';
import { convolutions } from './convolution.js';
import { cropping } from './cropping.js';
import { determinants } from './determinant.js';
import { einsum } from './einsum.js';
import { fourier } from './fourier.js';
import { functions } from './functions.js';
import { fused } from './fused.js';
import { gathers } from './gather.js';
import { gridSampling } from './grid-sample.js';
import { hyperbolic } from './hyperbolic.js';
import { identities } from './identity.js';
import { legacy } from './legacy.js';
import { linear } from './linear.js';
import { logic } from './logic.js';
import { normPools } from './norm-pool.js';
import { normalizations } from './normalization.js';
import type { Operator, OperatorTable } from './operator.js';
import { pads } from './pad.js';
import { poolings } from './pooling.js';
import { quantization } from './quantization.js';
import { quantizing } from './quantize.js';
import { recurrent } from './recurrent.js';
import { reductions } from './reduction.js';
import { regions } from './regions.js';
import { reshapes } from './reshape.js';
import { resizing } from './resize.js';
import { rotary } from './rotary.js';
import { scatters } from './scatter.js';
import { searches } from './search.js';
import { shapes } from './shape.js';
import { slices } from './slice.js';
import { softmaxes } from './softmax.js';
import { transposes } from './transpose.js';
import { unpools } from './unpool.js';

/**
 * Every operator. To add one, add its entry to the file of its kind, and a case to `testing/cases`.
 * @example Object.keys(operators).includes('Conv'); // true
 */
export const operators: OperatorTable = {
  ...activations,
  ...compositeActivations,
  ...functions,
  ...hyperbolic,
  ...arithmetic,
  ...logic,
  ...bitwise,
  ...identities,
  ...reshapes,
  ...transposes,
  ...joins,
  ...slices,
  ...pads,
  ...cropping,
  ...gathers,
  ...scatters,
  ...searches,
  ...shapes,
  ...reductions,
  ...softmaxes,
  ...linear,
  ...einsum,
  ...determinants,
  ...fourier,
  ...convolutions,
  ...poolings,
  ...batchNormalizations,
  ...normPools,
  ...unpools,
  ...normalizations,
  ...attention,
  ...rotary,
  ...resizing,
  ...gridSampling,
  ...recurrent,
  ...regions,
  ...legacy,
  ...quantizing,
  ...quantization,
  ...integers,
  ...channelsLast,
  ...fused,
};

/**
 * A node's operator: its rules and traits; undefined where it is not in the table.
 * @example findOperator({ operator: 'Frobnicate', domain: '' }); // undefined
 * @example findOperator(model.nodes[0]) === operators.Conv; // true
 */
export function findOperator(node: Pick<Node, 'operator' | 'domain'>): Operator | undefined {
  const name = node.domain ? `${node.domain}.${node.operator}` : node.operator;
  return Object.hasOwn(operators, name) ? operators[name] : undefined;
}
