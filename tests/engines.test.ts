// Proves that the files of examples/engines parse, and name commands and flags of faccent that there are.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { define } from '../packages/faccent/src/cli/commands/atlas.js';

const folder = fileURLToPath(new URL('../examples/engines', import.meta.url));
const read = (...names: string[]): string => readFileSync(path.join(folder, ...names), 'utf8');
const files = (readdirSync(folder, { recursive: true }) as string[]).filter((name) =>
  statSync(path.join(folder, name)).isFile(),
);

const ENGINES = ['kubernetes', 'parallel', 'slurm', 'snakemake'];

test('there is a folder an engine, each with a README that the front page names', () => {
  const folders = readdirSync(folder).filter((name) => !name.includes('.'));
  expect(folders).toEqual(ENGINES);
  for (const name of ENGINES) {
    expect(readdirSync(path.join(folder, name))).toContain('README.md');
    expect(read('README.md')).toContain(`[${name}](${name}/)`);
  }
});

/** What follows `faccent atlas` in a file, with what its language puts between words taken out. */
function commandsIn(text: string): string[][] {
  return [...text.matchAll(/faccent[, ]+atlas[, ]+(plan|work|status|site)\b([^\n`;|)"]*)/g)].map(
    ([, name, rest]) => [name!, ...(rest!.match(/--?[a-z][\w-]*/g) ?? [])],
  );
}

describe('commands and flags', () => {
  let known: Map<string, string[]>;

  beforeAll(() => {
    const atlas = new Command('atlas');
    define(atlas);
    known = new Map(
      atlas.commands.map((one) => [one.name(), one.options.flatMap(({ long }) => long ?? [])] as const),
    );
  });

  test.each(files)('%s', (name) => {
    const found = commandsIn(read(name));
    if (!/Dockerfile|config\.yaml|README/.test(name)) expect(found.length).toBeGreaterThan(0);
    for (const [command, ...flags] of found) {
      const flagsThere = known.get(command!);
      expect(flagsThere, command).toBeDefined();
      for (const flag of flags) expect([...flagsThere!, '-'], `atlas ${command}`).toContain(flag);
    }
  });
});

test('shells read their files', () => {
  execFileSync('bash', ['-n', path.join(folder, 'slurm/atlas.sbatch')]);
  execFileSync('sh', ['-n', path.join(folder, 'parallel/atlas.sh')]);
  expect(statSync(path.join(folder, 'parallel/atlas.sh')).mode & 0o100).toBeTruthy();
});

test('what is said to Slurm stands before its first command', () => {
  const lines = read('slurm/atlas.sbatch').split('\n');
  const said = lines.filter((line) => line.startsWith('#SBATCH')).length;
  const head = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('#')),
  );
  expect(said).toBeGreaterThan(5);
  expect(head.filter((line) => line.startsWith('#SBATCH'))).toHaveLength(said);
});

test('Kubernetes’ objects are whole: the volume that is claimed is the one that is mounted, and there is one for all', () => {
  const objects = ['plan.yaml', 'atlas.yaml'].flatMap((name) =>
    parseAllDocuments(read('kubernetes', name)).map((document) => {
      expect(document.errors).toEqual([]);
      return document.toJS() as {
        kind: string;
        metadata: { name: string };
        spec: {
          completions?: number;
          parallelism?: number;
          template?: {
            spec: {
              containers: { name: string; volumeMounts: { name: string; mountPath: string }[] }[];
              volumes: { name: string; persistentVolumeClaim: { claimName: string } }[];
            };
          };
        };
      };
    }),
  );
  const [claim, ...jobs] = objects;
  expect(objects.map(({ kind }) => kind)).toEqual(['PersistentVolumeClaim', 'Job', 'Job']);
  for (const { spec } of jobs) {
    const { containers, volumes } = spec.template!.spec;
    expect(volumes.map((one) => one.persistentVolumeClaim.claimName)).toEqual([claim!.metadata.name]);
    expect(containers[0]!.volumeMounts.map(({ name }) => name)).toEqual([volumes[0]!.name]);
  }
  expect(jobs[1]!.spec.completions).toBe(jobs[1]!.spec.parallelism);
});
