import type { Memory } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { bytesInWords } from '../math/bytes.js';

/** Values of less are made, whatever they are made of. In bytes. */
const LITTLE = 2 ** 30;

/** Networks make values of some hundred times the bytes of their weights and pictures; a file that is a trap, of any. */
const MOST_TIMES = 1024;

/**
 * Graphs of more nodes are not compiled: the runtime goes through all of them at each of its passes, and does some of what
 * it does by their square.
 */
const MOST_NODES = 50_000;

/** @throws FaccentError for a graph that a runtime would take too long to compile */
export function checkLength(nodes: number): void {
  if (nodes > MOST_NODES)
    throw new FaccentError(
      `this graph has ${nodes} nodes, and more than ${MOST_NODES} are not run, since compiling them takes the runtime ` +
        "minutes: choose a layer nearer to the model's input, simplify the model (onnxsim folds what is constant), or export " +
        'it without unrolled loops',
    );
}

/**
 * Before anything of a graph is allocated.
 * @param room the memory that there is, in bytes; undefined where that is not known
 * @throws FaccentError for a graph that needs more, or has values out of all proportion to what they are made of
 */
export function checkRoom({ most, given, largest }: Memory, room = Infinity): void {
  if (most <= Math.min(room, Math.max(LITTLE, MOST_TIMES * given))) return;
  const { operator, domain, name, outputs } = largest!.node;
  const node = `${domain && `${domain}.`}${operator} (node "${name || outputs.find(Boolean)}")`;
  const reason =
    most > room
      ? `this machine has ${bytesInWords(room)}`
      : 'that is out of all proportion to its weights and pictures';
  throw new FaccentError(
    `this graph needs ${bytesInWords(most)} of memory, and ${reason}; its largest value, of ${node}, is ` +
      `[${largest!.dims.join(', ')}], ${bytesInWords(largest!.bytes)}: choose fewer views, a smaller size of the picture or of the ` +
      `model's input, or a layer before it`,
  );
}
