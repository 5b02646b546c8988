import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../common/root.js';
import { type Row, type Workplace, examples, has, until } from './common.js';

/** Snakemake: the whole workflow, from the photographs to the site. */
export function trySnakemake(work: Workplace, expected: Record<string, string>): Row[] | string {
  const snakemake = process.env.SNAKEMAKE ?? 'snakemake';
  if (!has(snakemake)) return 'pip install snakemake (SNAKEMAKE names another)';
  cpSync(path.join(examples, 'snakemake'), work.at('workflow'), { recursive: true });
  const settings = {
    ...{ photos: path.join(root, 'examples/photos'), layers: ['mixed4a:0-7'], workers: 4 },
    options: `--steps 10 --size 48 --views 1 --model ${path.join(root, 'tests/fixtures/mini-inception')}`,
    ...{ plan: 'plan', site: 'site' },
  };
  writeFileSync(work.at('workflow/config.yaml'), JSON.stringify(settings));
  const version = work.run(snakemake, ['--version']).trim();
  work.run(snakemake, [
    '--cores',
    '4',
    '--directory',
    work.at('workflow'),
    '--snakefile',
    work.at('workflow/Snakefile'),
  ]);
  const what = 'plan, four workers and site, with four cores';
  return [
    {
      engine: `Snakemake ${version}`,
      what,
      outcome: work.sameAs(expected, 'workflow/plan', { planned: true }),
    },
  ];
}

/** GNU parallel: here, and over ssh to this machine. */
export async function tryParallel(
  work: Workplace,
  expected: Record<string, string>,
): Promise<Row[] | string> {
  if (!has('parallel')) return 'apt-get install parallel';
  const script = path.join(examples, 'parallel/atlas.sh');
  const engine = `GNU parallel ${/\d+/.exec(work.run('parallel', ['--version']))?.[0]}`;
  work.copy('plan', 'parallel');
  work.run(script, ['parallel', '4']);
  const rows = [{ engine, what: 'four workers here', outcome: work.sameAs(expected, 'parallel') }];
  if (!has('/usr/sbin/sshd') || process.getuid?.() !== 0) return rows;
  await startSsh(work);
  work.copy('plan', 'ssh');
  writeFileSync(work.at('hosts'), `4/ssh -F ${work.at('ssh/config')} here\n`);
  work.run(script, ['ssh', '4', 'hosts']);
  return [...rows, { engine, what: 'four workers over ssh', outcome: work.sameAs(expected, 'ssh') }];
}

async function startSsh(work: Workplace): Promise<void> {
  const at = (name: string): string => work.at('ssh', name);
  mkdirSync(at(''), { mode: 0o700 });
  mkdirSync('/run/sshd', { recursive: true });
  for (const key of ['host', 'user'])
    work.run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)]);
  cpSync(at('user.pub'), at('authorized'));
  const server = {
    ...{ Port: 16822, ListenAddress: '127.0.0.1', HostKey: at('host'), AuthorizedKeysFile: at('authorized') },
    ...{ StrictModes: 'no', UsePAM: 'no', PidFile: at('pid'), PermitRootLogin: 'yes' },
    SetEnv: `PATH=${work.env.PATH}`,
  };
  const client = {
    ...{ Host: 'here', HostName: '127.0.0.1', Port: 16822, User: 'root', IdentityFile: at('user') },
    ...{ StrictHostKeyChecking: 'no', UserKnownHostsFile: at('known'), LogLevel: 'ERROR' },
  };
  const text = (settings: object): string =>
    Object.entries(settings)
      .map(([name, value]) => `${name} ${value}\n`)
      .join('');
  writeFileSync(at('sshd_config'), text(server));
  writeFileSync(at('config'), text(client));
  work.start('/usr/sbin/sshd', ['-D', '-f', at('sshd_config')]);
  await until('sshd', 30, () => {
    try {
      return work.run('ssh', ['-F', at('config'), 'here', 'echo', 'yes']).includes('yes');
    } catch {
      return false;
    }
  });
}

/** Kubernetes' files against its schema. */
export function tryKubernetes(work: Workplace): Row[] | string {
  const validate = process.env.KUBERNETES_VALIDATE ?? 'kubernetes-validate';
  if (!has(validate)) return 'pip install kubernetes-validate (KUBERNETES_VALIDATE names another)';
  const files = ['plan.yaml', 'atlas.yaml'].map((name) => path.join(examples, 'kubernetes', name));
  work.run(validate, ['--strict', ...files]);
  const what = `${files.map((file) => `\`${path.basename(file)}\``).join(', ')} against the schema`;
  return [
    {
      engine: 'Kubernetes',
      what,
      outcome: 'as it says, with nothing that it does not know; run on no cluster',
    },
  ];
}
