import { Graph, type Memory, type Tensor, inReadyOrder, memoryOf, writeModel } from 'onnx-grad';

/** Where a file is that has been read: its folder, its name there, and what changes when it does. */
export interface Place {
  readonly folder: string;
  readonly name: string;
  /** Its version when it was read. */
  readonly version: string;
  /** Its version now; undefined where it is no longer there. */
  readonly versionNow: () => string | undefined;
}

/** A graph's bytes where its weights are not in them. */
export interface Weightless {
  /** The folder whose files have them. */
  readonly folder: string;
  /**
   * Whether the graph takes them as they are: they are neither widened from half precision nor rearranged for
   * convolutions, which is to be done once, and not at every step.
   */
  readonly asTheyAre: boolean;
  /** The same bytes wherever that folder is. */
  readonly unplaced: () => Uint8Array;
  /** The same graph with its weights in it. */
  readonly whole: () => Uint8Array;
}

/** A graph's bytes as they are wherever the files of its weights are: what tells graphs apart. */
export const unplaced = (bytes: Uint8Array): Uint8Array => weightless(bytes)?.unplaced() ?? bytes;

/** Of smaller weights copies are no burden, and the graphs with them are kept on disk (`platform/node/compiled.ts`). */
export const MANY_WEIGHTS = 2 ** 28;

const files = new WeakMap<ArrayBufferLike, Place & { readonly start: number }>();
const graphs = new WeakMap<Uint8Array, Weightless>();
const needs = new WeakMap<Uint8Array, Needs>();

/** What running a graph takes. */
export interface Needs extends Memory {
  /** How many nodes it has. */
  readonly nodes: number;
}

/** Notes that bytes are those of a file of this machine: graphs can name it, and a runtime map it into memory. */
export const noteFile = (bytes: Uint8Array, place: Place): void =>
  void files.set(bytes.buffer, { ...place, start: bytes.byteOffset });

/** What a graph's bytes lack, where they lack their weights. */
export const weightless = (bytes: Uint8Array): Weightless | undefined => graphs.get(bytes);

/** What a graph takes, of the bytes that `graphBytes` made. */
export const needsOf = (bytes: Uint8Array): Needs | undefined => needs.get(bytes);

/** Of graphs with more nodes the runtime's time to sort them shows. */
const MANY_NODES = 5000;

/** Kernels of convolutions with fewer bytes are those that cut pictures into patches. */
const FEW_KERNELS = 2 ** 24;

function areTakenAsTheyAre(weights: readonly Tensor[]): boolean {
  const kernels = weights.filter(({ dims }) => dims.length > 2);
  return (
    !weights.some(({ half }) => half) && kernels.reduce((sum, { size }) => sum + 4 * size, 0) < FEW_KERNELS
  );
}

/** The constants of a graph, and of the bodies in it. */
const weightsOf = (graph: Graph): Tensor[] => [
  ...graph.initializers.values(),
  ...graph.nodes.flatMap(({ attributes }) =>
    [...attributes.values()].flatMap((value) => (value instanceof Graph ? weightsOf(value) : [])),
  ),
];

/**
 * A graph as bytes. Where it has many weights that are in a file of this machine, as they were read from there, it names
 * their places: so they are in memory once more by the runtime's mapping of that file, and not in copies.
 * @param least how many bytes of weights are many
 */
export function graphBytes(graph: Graph, least = MANY_WEIGHTS): Uint8Array {
  const nodes = graph.nodes.length;
  const bytes = bytesOf(nodes > MANY_NODES ? inReadyOrder(graph) : graph, least);
  needs.set(bytes, { ...memoryOf(graph), nodes });
  return bytes;
}

function bytesOf(graph: Graph, least: number): Uint8Array {
  const tensors = weightsOf(graph);
  // not taken apart: `bytes` of half precision would be made
  const size = tensors.reduce((sum, tensor) => sum + (tensor.half ?? tensor.bytes).byteLength, 0);
  if (size < least) return writeModel(graph);
  const placed = tensors.map((tensor) => files.get((tensor.half ?? tensor.bytes).buffer));
  const folder = placed.find((place) => place)?.folder;
  const current = new Set(placed.filter((p) => p && p.folder === folder && p.versionNow() === p.version));
  if (folder === undefined || current.size === 0) return writeModel(graph);
  const versions = [...current].map((place) => `${place!.name} ${place!.version}`);
  // what is compiled is kept by its bytes: those of another version of the file are others
  const named = Object.assign(Object.create(graph) as Graph, {
    metadata: new Map([...graph.metadata, ['faccent.weights', [folder, ...versions].join('\n')]]),
  });
  const stored = (data: Uint8Array): { location: string; offset: number } | undefined => {
    const place = files.get(data.buffer);
    if (!place || !current.has(place)) return undefined;
    return { location: place.name, offset: data.byteOffset - place.start };
  };
  const bytes = writeModel(named, { stored });
  graphs.set(bytes, {
    ...{ folder, asTheyAre: areTakenAsTheyAre(tensors), whole: () => writeModel(graph) },
    unplaced: () => writeModel(graph, { stored }),
  });
  return bytes;
}
