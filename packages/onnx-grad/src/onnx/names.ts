import type { Graph } from '../graph/graph.js';
import { type Module, findModules } from './modules.js';

/**
 * What each name that a person may give stands for: the framework's names of modules, the nodes' and the values' own
 * names. Where names clash, the network's inputs and outputs come first, then modules that the exporter recorded, then
 * values, nodes, and modules that were read off names.
 * @returns values' names by those names
 * @example nameValues(model).get('block5c'); // 'block5c'
 */
export function nameValues(
  graph: Graph,
  modules: readonly Module[] = findModules(graph),
): Map<string, string> {
  const names = new Map<string, string>();
  const give = (name: string, value: string | undefined): void => {
    if (name && value) names.set(name, value);
  };
  for (const { aliases, value } of modules) for (const alias of aliases) give(alias, value);
  for (const { path, value } of modules) give(path, value);
  for (const node of graph.nodes) give(node.name, node.outputs[0]);
  for (const node of graph.nodes) for (const output of node.outputs) give(output, output);
  for (const { path, value, recorded } of modules) if (recorded) give(path, value);
  for (const name of graph.outputs) give(name, name);
  for (const { name } of graph.inputs) give(name, name);
  return names;
}
