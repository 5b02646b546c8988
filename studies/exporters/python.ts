import { spawnSync } from 'node:child_process';

/** A Python, and the versions of packages that it has. */
export interface Python {
  readonly program: string;
  readonly versions: Readonly<Record<string, string>>;
}

const VERSIONS = `
import importlib.metadata, json, sys
print(json.dumps({name: importlib.metadata.version(name) for name in sys.argv[1:]}))`;

/** The first of several Pythons that has all of these packages; undefined where none has. */
export function pythonWith(packages: readonly string[], programs: readonly string[]): Python | undefined {
  for (const program of programs) {
    const { status, stdout, error } = spawnSync(program, ['-c', VERSIONS, ...packages], { encoding: 'utf8' });
    if (error) throw new Error(`PYTHON: ${program} cannot be started: ${error.message}`);
    if (status === 0) return { program, versions: JSON.parse(stdout) as Record<string, string> };
  }
  return undefined;
}
