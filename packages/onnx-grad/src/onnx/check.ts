import { GraphError } from '../errors.js';
import type { Message } from './protobuf.js';

type Graph = Message<'GraphProto'>;
type Node = Message<'NodeProto'>;

/**
 * More than any exporter writes of a network, and less than keeps what reads it busy for minutes: 80,000 nodes are read
 * and compiled within ten seconds.
 */
export const MOST = { nodes: 80_000, values: 100_000, outputs: 4096, arguments: 4096, name: 4096, axes: 64 };

/** Attributes whose whole numbers may be as large as they like: bounds that are cut to an axis, and constants. */
const UNBOUNDED = new Set(['starts', 'ends', 'end', 'start', 'value_int', 'value_ints', 'keys_int64s']);

/** Larger numbers are no axis, no length and no type. */
const LARGEST = 2n ** 31n - 1n;

/** @throws GraphError where a model has more nodes than are read */
export function checkCount(nodes: number): void {
  if (nodes > MOST.nodes)
    throw new GraphError(
      `the model has ${nodes} nodes, and more than ${MOST.nodes} are not read, since a runtime takes minutes over them: ` +
        'simplify it (onnxsim folds what is constant), or export it without unrolled loops',
    );
}

/**
 * What a model must be before anything is made of it, its bodies and functions included: no more of anything than there
 * can be of it, names that can be read, and attributes that can be.
 * @throws GraphError that says what is not so, and where
 */
export function checkModel(model: Message<'ModelProto'>): void {
  for (const { domain, version } of [
    ...model.opsetImport,
    ...model.functions.flatMap((f) => f.opsetImport),
  ]) {
    checkName(domain, 'the model');
    if (version < 0n || version > LARGEST)
      throw new GraphError(
        `the model is written in version ${version} of the operator set "${domain || 'ai.onnx'}": there is none such`,
      );
  }
  const functions = model.functions.flatMap(({ node }) => node);
  // not by recursion: bodies lie in bodies
  const left: { nodes: readonly Node[]; graph?: Graph }[] = [{ nodes: functions }];
  if (model.graph) left.push({ nodes: model.graph.node, graph: model.graph });
  for (let part = left.pop(); part; part = left.pop()) {
    if (part.graph) checkGraph(part.graph);
    for (const node of part.nodes) {
      checkNode(node);
      for (const { g } of node.attribute) if (g) left.push({ nodes: g.node, graph: g });
    }
  }
}

function checkGraph({ input, output, initializer }: Graph): void {
  for (const [what, list, most] of [
    ['inputs', input, MOST.values],
    ['outputs', output, MOST.outputs],
    ['weights', initializer, MOST.values],
  ] as const) {
    if (list.length > most)
      throw new GraphError(`the model has ${list.length} ${what}; more than ${most} are not read`);
    for (const { name } of list) checkName(name, `one of its ${what}`);
  }
}

function checkNode(node: Node): void {
  const { name, opType, domain, input, output, attribute } = node;
  for (const text of [name, opType, domain]) checkName(text, 'a node');
  const where = `${opType} (node "${name || output.find(Boolean) || '?'}")`;
  if (Math.max(input.length, output.length, attribute.length) > MOST.arguments)
    throw new GraphError(
      `${where} has ${input.length} inputs, ${output.length} outputs and ${attribute.length} attributes; ` +
        `more than ${MOST.arguments} are not read`,
    );
  for (const text of [...input, ...output]) checkName(text, where);
  const names = new Set<string>();
  for (const { name: own, i, ints } of attribute) {
    checkName(own, where);
    if (!own) throw new GraphError(`${where} has an attribute without a name`);
    if (names.has(own)) throw new GraphError(`${where} has its attribute "${own}" twice`);
    names.add(own);
    if (UNBOUNDED.has(own)) continue;
    const far = [i, ...ints].find((value) => value > LARGEST || value < -LARGEST);
    if (far !== undefined)
      throw new GraphError(`${where} has ${far} in its attribute "${own}", which is out of all range`);
  }
}

function checkName(name: string, where: string): void {
  if (name.length > MOST.name)
    throw new GraphError(
      `${where} has a name of ${name.length} characters ("${name.slice(0, 60)}…"); more than ${MOST.name} are not read`,
    );
}
