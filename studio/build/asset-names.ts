import { createRequire } from 'node:module';
import type { Rolldown } from 'vite';

/** A network's file: `…/network/NAME/FILE`. */
const NETWORK = /\/network\/([^/]+\/[^/]+)$/;
/** A file of the runtime: `…/onnxruntime-web/dist/FILE`. */
const RUNTIME = /\/onnxruntime-web\/dist\/([^/]+)$/;

const { dependencies } = createRequire(import.meta.url)('faccent/package.json') as {
  readonly dependencies: Readonly<Record<string, string>>;
};

/**
 * Where a file goes in the built folder. What the npm package has already, networks and the runtime, keeps its name: the
 * package holds the page without them, and serves them from where they are. The runtime's version is in the path, so that
 * no cache joins the script of one with the binary of another.
 */
export function assetName({ originalFileNames }: Rolldown.PreRenderedAsset): string {
  // files of the same bytes are one
  const [file = ''] = originalFileNames.map((name) => name.replaceAll('\\', '/')).sort();
  const [, network] = NETWORK.exec(file) ?? [];
  if (network) return `network/${network}`;
  const [, runtime] = RUNTIME.exec(file) ?? [];
  if (runtime) return `runtime/${dependencies['onnxruntime-web']}/${runtime}`;
  return 'assets/[name]-[hash][extname]';
}
