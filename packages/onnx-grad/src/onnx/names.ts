import type { Graph } from '../graph/graph.js';

/**
 * The module that made a node, as PyTorch's exporter records it in the node's name; undefined where it does not. A part
 * that repeats the one before it is a member of a container and stands for both.
 * @example modulePath('/layer1/layer1.0/conv1/Conv') // 'layer1.0.conv1'
 */
export function modulePath(nodeName: string): string | undefined {
  if (!nodeName.startsWith('/')) return undefined;
  const parts = nodeName.split('/').slice(1, -1);
  const path: string[] = [];
  for (const part of parts) {
    const previous = path.at(-1);
    if (previous !== undefined && part.startsWith(`${previous}.`)) path[path.length - 1] = part;
    else path.push(part);
  }
  return path.length ? path.join('.') : undefined;
}

/** All modules that a module path lies in, itself included: `a.b.c` → `a`, `a.b`, `a.b.c`. */
const enclosing = (path: string): string[] =>
  path.split('.').map((_, i, parts) => parts.slice(0, i + 1).join('.'));

/**
 * What each name that a person may give stands for: the framework's names of modules (a module's output is the last
 * value it makes), the nodes' and the tensors' own names. Where names clash, the tensor's own wins, then the node's.
 * @returns values' names by those names
 * @example nameValues(readModel(bytes)).get('layer1.0.conv1') // '/layer1/layer1.0/conv1/Conv_output_0'
 */
export function nameValues(graph: Graph): Map<string, string> {
  const names = new Map<string, string>();
  for (const node of graph.nodes) {
    const path = modulePath(node.name);
    if (path && node.outputs[0]) for (const module of enclosing(path)) names.set(module, node.outputs[0]);
  }
  for (const node of graph.nodes) if (node.name && node.outputs[0]) names.set(node.name, node.outputs[0]);
  for (const input of graph.inputs) names.set(input.name, input.name);
  for (const node of graph.nodes) for (const output of node.outputs) if (output) names.set(output, output);
  return names;
}
