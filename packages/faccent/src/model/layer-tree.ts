import type { Layer } from './layers.js';
import type { Model } from './model.js';

/** A module with those inside it, or a part of names that modules have in common. */
export interface Branch {
  /** In full, as a layer is named. */
  readonly name: string;
  /** Its class, without the package. */
  readonly type?: string;
  /** Its output; none where names alone say that it is there. */
  readonly layer?: Layer;
  readonly children: Branch[];
}

/** Where the last part of a path begins. */
const lastMark = (path: string): number => Math.max(path.lastIndexOf('.'), path.lastIndexOf('/'));

/**
 * The modules of a network as they lie in one another; empty where its names have no parts that say so.
 * @example layerTree(model).map(({ name, children }) => `${name}: ${children.length}`); // ['stem: 0', 'block1a: 1', 'block2a: 2', …]
 */
export function layerTree({ modules, layers }: Pick<Model, 'modules' | 'layers'>): Branch[] {
  const byName = new Map(layers.flatMap((layer) => layer.modules.map(({ name }) => [name, layer] as const)));
  const types = new Map(modules.map(({ path, type }) => [path, type?.split('.').at(-1)]));
  const found = new Map<string, Branch>();
  const roots: Branch[] = [];
  const branchOf = (name: string): Branch => {
    const known = found.get(name);
    if (known) return known;
    const made: Branch = { name, type: types.get(name), layer: byName.get(name), children: [] };
    found.set(name, made);
    const at = lastMark(name);
    (at > 0 ? branchOf(name.slice(0, at)).children : roots).push(made);
    return made;
  };
  for (const { path } of modules) branchOf(path);
  return roots.map(withoutEmpty);
}

/** A part of names with one module in it is not worth a line. */
function withoutEmpty(branch: Branch): Branch {
  const children = branch.children.map(withoutEmpty);
  return !branch.layer && children.length === 1 ? children[0]! : { ...branch, children };
}
