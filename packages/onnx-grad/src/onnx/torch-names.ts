/**
 * The module that made a node, as PyTorch's older exporter records it in the node's name; undefined where it does not. A
 * part that repeats the one before it is a member of a container and stands for both.
 * @example modulePath('/layer1/layer1.0/conv1/Conv'); // 'layer1.0.conv1'
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
