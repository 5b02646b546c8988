import { GraphError } from '../errors.js';
import { checkCount } from './check.js';
import type { Message } from './protobuf.js';

type Graph = Message<'GraphProto'>;
type Node = Message<'NodeProto'>;
type Attribute = Message<'AttributeProto'>;
type ModelFunction = Message<'FunctionProto'>;

/** A model whose functions call each other deeper is not one that anybody exported. */
const MOST_LEVELS = 32;

/** A graph without calls of functions. */
export interface Inlined {
  readonly graph: Graph;
  /** ONNX's operator set of each node that came of a function which names one: it need not be the model's. */
  readonly opsets: ReadonlyMap<Node, number>;
}

const keyOf = (domain: string, name: string, overload: string): string =>
  `${domain === 'ai.onnx' ? '' : domain}:${name}:${overload}`;

/**
 * The model's graph with every call of one of the model's own functions, in branches and loops too, replaced by the
 * function's nodes.
 * @throws GraphError on functions that call themselves or expand without end
 */
export function inlineFunctions(model: Message<'ModelProto'> & { graph: Graph }): Inlined {
  const opsets = new Map<Node, number>();
  if (model.functions.length === 0) return { graph: model.graph, opsets };
  const functions = new Map(model.functions.map((f) => [keyOf(f.domain, f.name, f.overload), f]));
  checkCount(extentOf(model.graph.node, functions, new Map()).count);
  const inliner = new Inliner(functions, opsets);
  return { graph: inliner.graph(model.graph, 0), opsets };
}

/** How many nodes something expands to, calls counted too, and how deep its calls go. */
interface Extent {
  readonly count: number;
  readonly depth: number;
}

/**
 * What nodes expand to. Each function is counted once: of a few that call each other twice there are more calls than could
 * be followed.
 */
function extentOf(
  nodes: readonly Node[],
  functions: ReadonlyMap<string, ModelFunction>,
  known: Map<ModelFunction, Extent>,
  level = 0,
): Extent {
  let [count, depth] = [0, 0];
  const add = (inner: Extent, deeper: number): void => {
    count += inner.count;
    depth = Math.max(depth, inner.depth + deeper);
  };
  for (const node of nodes) {
    count += 1;
    for (const { g } of node.attribute) if (g) add(extentOf(g.node, functions, known, level), 0);
    const called = functions.get(keyOf(node.domain, node.opType, node.overload));
    if (!called) continue;
    const inner =
      known.get(called) ??
      (level < MOST_LEVELS ? extentOf(called.node, functions, known, level + 1) : undefined);
    if (!inner || inner.depth >= MOST_LEVELS)
      throw new GraphError(
        `the model's function "${node.opType}" calls itself, or others more than ${MOST_LEVELS} deep`,
      );
    known.set(called, inner);
    add(inner, 1);
  }
  return { count, depth };
}

class Inliner {
  private calls = 0;

  constructor(
    private readonly functions: ReadonlyMap<string, ModelFunction>,
    private readonly opsets: Map<Node, number>,
  ) {}

  graph(graph: Graph, level: number, opset?: number): Graph {
    return { ...graph, node: graph.node.flatMap((node) => this.expand(node, level, opset)) };
  }

  /** What a node stands for. Of a function's node `opset` is the function's. */
  private expand(node: Node, level: number, opset: number | undefined): Node[] {
    const called = this.functions.get(keyOf(node.domain, node.opType, node.overload));
    if (!called) {
      const attribute = node.attribute.map((a) => (a.g ? { ...a, g: this.graph(a.g, level, opset) } : a));
      const plain = { ...node, attribute };
      if (opset !== undefined) this.opsets.set(plain, opset);
      return [plain];
    }
    const instance = new Instance(called, node, `${node.name || node.opType}:${++this.calls}`);
    const own = called.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
    const version = own ? Number(own.version) : opset;
    return called.node.flatMap((inner) => this.expand(instance.node(inner), level + 1, version));
  }
}

/** A function as one call of it has it: its values named apart from those of other calls, its attributes given. */
class Instance {
  private readonly outside = new Map<string, string>();

  constructor(
    private readonly called: ModelFunction,
    private readonly call: Node,
    private readonly label: string,
  ) {
    called.output.forEach((name, i) => call.output[i] && this.outside.set(name, call.output[i]));
    called.input.forEach((name, i) => this.outside.set(name, call.input[i] ?? ''));
  }

  /** `own` holds the names that a branch or a loop around the node makes itself. */
  node(inner: Node, own: ReadonlySet<string> = new Set()): Node {
    const rename = (name: string): string => this.rename(name, own);
    return {
      ...inner,
      name: `${this.label}/${inner.name || inner.opType}`,
      input: inner.input.map(rename),
      output: inner.output.map(rename),
      attribute: inner.attribute.flatMap((a) => this.attribute(a, own)),
      // what says nothing of its own was made where the call was
      metadataProps: inner.metadataProps.length ? inner.metadataProps : this.call.metadataProps,
    };
  }

  private rename(name: string, own: ReadonlySet<string>): string {
    if (!name) return '';
    const apart = `${this.label}/${name}`;
    if (own.has(name)) return apart;
    return this.outside.get(name) ?? apart;
  }

  /** One that refers to one of the call's takes its value, or its default; it is absent where there is neither. */
  private attribute(attribute: Attribute, own: ReadonlySet<string>): Attribute[] {
    const { name, refAttrName, g } = attribute;
    if (g) return [{ ...attribute, g: this.body(g, own) }];
    if (!refAttrName) return [attribute];
    const named = (a: Attribute): boolean => a.name === refAttrName;
    const given = this.call.attribute.find(named) ?? this.called.attributeProto.find(named);
    return given ? [{ ...given, name }] : [];
  }

  /** A branch's or a loop's graph. */
  private body(graph: Graph, around: ReadonlySet<string>): Graph {
    const own = new Set(around);
    for (const { name } of [...graph.input, ...graph.initializer]) own.add(name);
    for (const { output } of graph.node) for (const name of output) own.add(name);
    const rename = <T extends { name: string }>(item: T): T => ({
      ...item,
      name: this.rename(item.name, own),
    });
    return {
      ...graph,
      input: graph.input.map(rename),
      output: graph.output.map(rename),
      initializer: graph.initializer.map(rename),
      node: graph.node.map((node) => this.node(node, own)),
    };
  }
}
