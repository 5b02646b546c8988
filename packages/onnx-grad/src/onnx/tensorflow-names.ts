/** Name scopes that TensorFlow's own functions open inside a layer, which nobody gave. */
const INSIDE =
  /^(batchnorm|moments|convolution|separable_conv2d|einsum|Tensordot|BiasAdd|Cast|ReadVariableOp)(_\d+)?$/;

/** What Keras 3 appends to a layer's name where a network is traced to be exported: `block1_out` → `block1_out_1`. */
const TRACED = /_\d+$/;

/** Scopes around all others, at most. */
const DEEPEST = 64;

/** How many of all names must be so for it to be the exporter's doing, not a person's. */
const NEARLY_ALL = 0.9;

const isNearly = (count: number, all: number): boolean => all > 0 && count >= NEARLY_ALL * all;

/** The scopes of a node's or a tensor's name: what stands before its last slash. None for names of other frameworks. */
function scopesOf(name: string): string[] {
  // a call of one of the model's own functions is no scope: "call:3/…"
  if (name.startsWith('/') || /:\d+\//.test(name)) return [];
  return name.split('/').slice(0, -1);
}

/** Names that stand for one value: TensorFlow Lite puts what it fuses into one, `a/Relu;a/BiasAdd`. */
export const fusedNames = (name: string): string[] => name.split(';').filter(Boolean);

/** Whether a name is that of an activation: `block1_relu/Relu6`. */
export const namesActivation = (name: string): boolean =>
  /(^|\/)(Relu|Relu6|LeakyRelu|Elu|Tanh|Sigmoid)[^/]*$/.test(name);

/**
 * Reads layers of Keras and TensorFlow off names of nodes and tensors, which are paths of name scopes: the network's own
 * scope, which all share, is left out, and so is what Keras adds to each layer's name when it exports.
 * @param names all names of a graph's nodes
 * @returns what gives a name's layers, outermost first, none for a name without; and the same as they are written
 * @example layersIn(['net_1/conv_1/Conv2D', 'net_1/out_1/Add'])('net_1/out_1/Add') // { parts: ['out'], written: ['net_1', 'out_1'] }
 */
export function layersIn(names: readonly string[]) {
  const paths = names
    .flatMap(fusedNames)
    .map(scopesOf)
    .filter((path) => path.length > 0);
  const root: string[] = [];
  while (root.length < DEEPEST) {
    const next = paths.map((path) => path[root.length]);
    const first = mostFrequent(next.filter((part) => part !== undefined));
    const share = next.filter((part) => part === first).length;
    // a scope that holds all there is names nothing, unless no layer is inside it
    if (first === undefined || !isNearly(share, paths.length)) break;
    const inside = paths.flatMap((path) =>
      path[root.length] === first ? (path[root.length + 1] ?? []) : [],
    );
    if (inside.every((part) => INSIDE.test(part))) break;
    root.push(first);
  }
  const isRooted = (path: readonly string[]): boolean => root.every((part, i) => path[i] === part);
  const outermost = new Set(paths.filter(isRooted).flatMap((path) => path[root.length] ?? []));
  const ended = [...outermost].filter((part) => TRACED.test(part));
  // names of layers are unique: where they would not be, the numbers are their own
  const bare = new Set(ended.map((part) => part.replace(TRACED, '')));
  const traced = isNearly(ended.length, outermost.size) && isNearly(bare.size, ended.length);

  return (name: string): { parts: string[]; written: string[] } => {
    const path = scopesOf(name);
    const below = isRooted(path) ? path.slice(root.length) : path;
    const end = below.findIndex((part) => (traced ? !TRACED.test(part) : INSIDE.test(part)));
    const layers = end < 0 ? below : below.slice(0, end);
    return {
      parts: traced ? layers.map((part) => part.replace(TRACED, '')) : layers,
      written: path.slice(0, path.length - below.length + layers.length),
    };
  };
}

function mostFrequent(parts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
