import type { Graph, Node } from 'onnx-grad';
import type { Images } from './batching.js';
import { BOX, areBoxes, ofSameThings } from './boxes.js';
import { Ends } from './endings.js';
import { NO_CHANNELS } from './layout.js';
import type { Scores } from './scores.js';

/** The units of a value that are classes: so many from the first one on. */
export interface ClassUnits {
  readonly first: number;
  readonly count: number;
}

/** What is asked for its classes. */
interface Classed {
  readonly graph: Graph;
  readonly images: Pick<Images, 'typeOf' | 'ownChannelAxisOf'>;
  readonly labels: readonly string[] | undefined;
  readonly scores: Pick<Scores, 'value' | 'kind'>;
}

/** Tasks whose outputs have boxes first, and then the scores of classes, as Ultralytics names them. */
const DETECTS: ReadonlySet<string> = new Set(['detect', 'segment', 'pose', 'obb']);

/**
 * Which units of a network's scores are classes. All of them, but of a detector's output, which has the coordinates of its
 * boxes too: there it follows from what the output is joined of, or from how many labels there are.
 * @returns undefined where the units are not known before the network runs
 */
export function classUnits({ graph, images, labels, scores }: Classed): ClassUnits | undefined {
  const { value, kind } = scores;
  const dims = images.typeOf(value)?.dims;
  const axis = images.ownChannelAxisOf(value);
  if (!dims) return undefined;
  if (axis === NO_CHANNELS) return { first: 0, count: 1 };
  const all = dims[axis]!;
  if (kind !== 'plain' || all === labels?.length) return { first: 0, count: all };
  if (all - 1 === labels?.length && isOfQueries(graph, images, value)) return { first: 0, count: all - 1 };
  const joined = new Parts(graph, images).of(value, axis);
  const found = joined && amongParts(joined, new Ends(graph), labels?.length);
  if (found) return found;
  const task = graph.metadata.get('task') ?? '';
  const more = labels ? all - labels.length : 0;
  const isDetector = DETECTS.has(task) || (dims.length === 3 && (more === BOX || more === BOX + 1));
  if (!isDetector || all <= BOX) return { first: 0, count: all };
  // YOLOv5 also says how sure it is that there is anything; a rotated box has its angle last
  const first = more === BOX + 1 && task !== 'obb' ? BOX + 1 : BOX;
  return { first, count: labels ? Math.min(labels.length, all - first) : all - first };
}

/**
 * Whether scores are of as many things as another output has a box or a mask for, as DETR's are: behind its classes comes
 * that there is nothing.
 */
function isOfQueries(graph: Graph, images: Classed['images'], value: string): boolean {
  const own = images.typeOf(value)?.dims;
  return graph.outputs.some((name) => {
    const dims = images.typeOf(name)?.dims;
    return name !== value && (dims?.length === 4 || areBoxes(dims)) && ofSameThings(own, dims);
  });
}

/** A part that a value is joined of along its channels. */
interface Part {
  readonly value: string;
  readonly size: number;
}

/** The classes among the parts of a detector's output: probabilities behind numbers that are none. */
function amongParts(parts: readonly Part[], ends: Ends, labels: number | undefined): ClassUnits | undefined {
  const starts = parts.map((_, i) => parts.slice(0, i).reduce((sum, { size }) => sum + size, 0));
  const at = parts.findIndex(({ value }, i) => starts[i]! >= BOX && ends.isProbability(value));
  if (at < 0 || parts.slice(0, at).some(({ value }) => ends.isProbability(value))) return undefined;
  const { size } = parts[at]!;
  const next = parts[at + 1];
  // whether there is anything, and then which class it is
  if (size === 1 && next && ends.isProbability(next.value))
    return { first: starts[at]! + 1, count: next.size };
  // one label too few is no sign of it: the classes themselves would be shifted
  const hasObject =
    size > 1 && ends.isCutOut(parts[at]!.value) && (labels === undefined || labels === size - 1);
  return hasObject ? { first: starts[at]! + 1, count: size - 1 } : { first: starts[at]!, count: size };
}

/** What values are joined of. */
class Parts {
  private readonly producers: ReadonlyMap<string, Node>;

  constructor(
    graph: Graph,
    private readonly images: Pick<Images, 'typeOf'>,
  ) {
    this.producers = graph.producers();
  }

  private dims(value: string | undefined): readonly number[] {
    return this.images.typeOf(value ?? '')?.dims ?? [];
  }

  /** The parts that a value is joined of along an axis, in order; undefined where it is not. */
  of(value: string, axis: number): Part[] | undefined {
    const node = this.producers.get(value);
    const [x] = node?.inputs ?? [];
    const [after, before] = [this.dims(value), this.dims(x)];
    if (!node || x === undefined) return undefined;
    switch (node.operator) {
      case 'Identity':
      case 'Cast':
        return this.of(x, axis);
      case 'Transpose': {
        const perm = node.attributes.get('perm');
        return Array.isArray(perm) ? this.of(x, perm[axis] as number) : undefined;
      }
      case 'Concat': {
        const along = node.attributes.get('axis') as number;
        if ((along + after.length) % after.length !== axis) return this.of(x, axis);
        return node.inputs.flatMap((part) => {
          const size = this.dims(part)[axis]!;
          return this.of(part, axis) ?? [{ value: part, size }];
        });
      }
      case 'Reshape':
      case 'Flatten': {
        if (axis === after.length - 1 && before.at(-1) === after.at(-1)) return this.of(x, before.length - 1);
        const same = before.slice(0, axis + 1).join() === after.slice(0, axis + 1).join();
        return same ? this.of(x, axis) : undefined;
      }
      default:
        return undefined;
    }
  }
}
