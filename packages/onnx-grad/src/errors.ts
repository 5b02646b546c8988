/**
 * A model, or a graph built on it, that cannot be read, typed or differentiated.
 * The message names what is wrong, where (operator, node) and how to mend it.
 */
export class GraphError extends Error {
  override name = 'GraphError';
}
