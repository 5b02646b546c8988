// Links that open a run in the studio: a page says it in the link's title, like `run: strength=0 views=8`.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { linkOf } from '../studio/src/state/link.js';
import { root } from '../studies/common/root.js';

const NETWORK = 'efficientnet-lite0-robust';

/** What a title may choose, and what is chosen where it says nothing. */
const USUAL = { size: 224, steps: 40, views: 4, strength: 0.5, learningRate: 0.05, seed: 0 };

let sha256: string | undefined;

/** The SHA-256 of the network that the studio opens first. */
function networkHash(): string {
  const file = path.join(root, 'packages/faccent/network', NETWORK, 'model.onnx');
  return (sha256 ??= createHash('sha256').update(readFileSync(file)).digest('hex'));
}

/** The part of the studio's address that holds a run. @throws Error for a title that asks for what there is not */
export function runOf(title: string): string {
  const chosen = Object.entries(USUAL).map(([name, usual]) => {
    const [, said] = new RegExp(`\\b${name}=([\\d.]+)`).exec(title) ?? [];
    return [name, said === undefined ? usual : Number(said)] as const;
  });
  const names = Array.from(title.matchAll(/(\w+)=/g), ([, name]) => name!);
  const odd = names.find((name) => !(name in USUAL));
  if (odd) throw new Error(`a run of the studio has no "${odd}": ${title}`);
  const { seed: randomSeed, ...settings } = Object.fromEntries(chosen) as typeof USUAL;
  const feature = { layer: 'logits', unit: 288, label: 'leopard, Panthera pardus' };
  return linkOf({ feature, settings: { ...settings, randomSeed } } as Parameters<typeof linkOf>[0], {
    network: NETWORK,
    sha256: networkHash(),
    photograph: 'chelsea.png',
  });
}
