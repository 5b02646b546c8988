import { type Builder, ELEMENT_SIZE, type Graph, describeNode, sizeOf } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { bytesInWords } from '../math/bytes.js';

/** Networks make values of some thousand times the bytes of their pictures: a super-resolution network, of 5,500 times. */
const TIMES_PICTURES = 8192;

/** Of what a network makes of its weights alone: positions, masks, tables that are gathered from. */
const TIMES_WEIGHTS = 256;

/** Values of less are made, whatever they are made of. In bytes. */
const LITTLE = 2 ** 28;

/** The bytes of a network's weights. */
const weightsOf = ({ initializers }: Graph): number => {
  let sum = 0;
  for (const { half, type, size } of initializers.values())
    sum += half?.byteLength ?? size * ELEMENT_SIZE[type];
  return sum;
};

/**
 * What a network makes of its pictures is some thousand times as much at most. A small file that makes more, by a
 * concatenation of what was concatenated or one value expanded, is refused before any of it is allocated: whatever the
 * machine has, nobody's network needs it.
 * @param from how many nodes the graph had before the network was put into it
 * @param pictures the bytes of what it is shown, all views together
 * @throws FaccentError that names the largest value
 */
export function checkProportion(builder: Builder, from: number, network: Graph, pictures: number): void {
  const { nodes, types } = builder.graph;
  let [sum, largest, at] = [0, 0, from];
  for (let i = from; i < nodes.length; i++)
    for (const name of nodes[i]!.outputs) {
      const type = types.get(name);
      const bytes = type ? sizeOf(type.dims) * ELEMENT_SIZE[type.type] : 0;
      sum += bytes;
      if (bytes > largest) [largest, at] = [bytes, i];
    }
  if (sum <= LITTLE) return;
  const weights = weightsOf(network);
  if (sum <= TIMES_PICTURES * pictures + TIMES_WEIGHTS * weights) return;
  const node = nodes[at]!;
  const dims = node.outputs.map((name) => types.get(name)?.dims ?? []).sort((a, b) => sizeOf(b) - sizeOf(a));
  throw new FaccentError(
    `the network makes values of ${bytesInWords(sum)} of pictures of ${bytesInWords(pictures)} and weights of ` +
      `${bytesInWords(weights)}, which is out of all proportion; its largest, of ${describeNode(node)}, is ` +
      `[${dims[0]!.join(', ')}], ${bytesInWords(largest)}: choose a layer before it`,
  );
}
