import type { ModuleScope } from '../graph/graph.js';
import type { Draft, Message } from './protobuf.js';

type Entry = Message<'StringStringEntryProto'>;

/** Where PyTorch's default exporter says of each node in which modules it was made, from torch 2.6 on, and before. */
const SCOPES = 'pkg.torch.onnx.name_scopes';
const CLASSES = 'pkg.torch.onnx.class_hierarchy';
const NAMESPACES = ['pkg.torch.onnx.namespace', 'namespace'];

/** In characters; modules lie in modules some twenty deep. */
const LONGEST = 2 ** 14;

/** What PyTorch puts in place of modules where it made a node by itself. */
const NONE = /^_empty_nn_module_stack/;

/** The strings of a Python list, as Python prints it: `['', 'layer1', "it's"]`. */
const pythonStrings = (text: string): string[] =>
  // one that is open goes to the end: it is not looked for again behind each of its quotes
  [...text.matchAll(/'((?:[^'\\]|\\.)*)(?:'|\\?$)|"((?:[^"\\]|\\.)*)(?:"|\\?$)/gs)].map(
    ([, single, double]) => (single ?? double ?? '').replace(/\\(.)/gs, '$1'),
  );

/** `: package.Net/layer1: package.Block/conv2d: aten.conv2d.default` → the parts before and after the colons. */
const namespaceParts = (text: string): ModuleScope[] =>
  text.split('/').map((part) => {
    const at = part.indexOf(': ');
    return at < 0 ? { path: part } : { path: part.slice(0, at), type: part.slice(at + 2) };
  });

/**
 * The modules that a node was made in, outermost first, as PyTorch's default exporter records them in the node's
 * metadata; undefined where it does not. What it names last is the operation itself, which is no module; the whole
 * network has no name.
 */
export function readScopes(metadata: readonly Entry[]): readonly ModuleScope[] | undefined {
  const text = (key: string): string | undefined =>
    metadata.find(({ key: own, value }) => own === key && value.length <= LONGEST)?.value;
  const names = text(SCOPES);
  let all: ModuleScope[];
  if (names !== undefined) {
    const types = pythonStrings(text(CLASSES) ?? '');
    all = pythonStrings(names).map((path, i) => ({ path, type: types[i] }));
  } else {
    const found = NAMESPACES.map(text).find((t) => t !== undefined);
    if (found === undefined) return undefined;
    all = namespaceParts(found);
  }
  return all.slice(0, -1).filter(({ path }) => path !== '' && !NONE.test(path));
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** The same as metadata again, for a model that is written. */
export function writeScopes(scopes: readonly ModuleScope[] | undefined): Draft<'StringStringEntryProto'>[] {
  if (!scopes) return [];
  const list = (items: readonly string[]): string => `[${items.map(quoted).join(', ')}]`;
  return [
    { key: SCOPES, value: list(['', ...scopes.map(({ path }) => path), '']) },
    { key: CLASSES, value: list(['', ...scopes.map(({ type = '' }) => type), '']) },
  ];
}
