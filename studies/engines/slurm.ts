import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { type Row, type Workplace, examples, has, until } from './common.js';

const LONG = 800;

/** Slurm as a cluster of this machine, with four tasks at once, and a partition that preempts the other. */
export async function trySlurm(work: Workplace, expected: Record<string, string>): Promise<Row[] | string> {
  if (!['slurmctld', 'slurmd', 'munged'].every(has)) return 'apt-get install slurm-wlm munge';
  if (process.getuid?.() !== 0) return 'to be run as root: slurmd starts what others have submitted';
  const rows: Row[] = [];
  const env = await startCluster(work);
  const engine = `Slurm ${/[\d.]+/.exec(work.run('sinfo', ['--version'], env))?.[0]}`;
  const tell = (what: string, outcome: string): void => void rows.push({ engine, what, outcome });
  const script = path.join(examples, 'slurm/atlas.sbatch');
  const queue = (): string => work.run('squeue', ['--noheader', '--format=%i %T'], env);
  const submit = (...args: string[]): string => work.run('sbatch', ['--parsable', ...args], env).trim();

  work.copy('plan', 'slurm');
  work.run('sbatch', ['--wait', script, 'slurm'], env);
  tell('an array of four tasks', work.sameAs(expected, 'slurm'));

  work.plan('long', 'mixed4a:0', LONG);
  const long = work.alone('long');
  work.copy('long', 'preempted');
  const array = submit(script, 'preempted');
  const running = (plan: string) => (): boolean => work.names(plan, 'running').length >= 4;
  await until('four tasks', 60, running('preempted'));
  // past their first steps, before which there is nothing to keep
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const urgent = submit('--partition=high', '--ntasks=4', '--wrap=true');
  await until('their end', 90, () => !queue().includes(`${urgent} `));
  const kept = work.names('preempted', 'kept').length;
  const requeued = queue().match(/PENDING/g)?.length ?? 0;
  // Slurm has what it puts back wait for two minutes
  for (const task of [0, 1, 2, 3])
    work.run('scontrol', ['update', `JobId=${array}_${task}`, 'StartTime=now'], env);
  await until('the rest', 300, () => queue() === '');
  tell(
    `an urgent job preempts all four tasks (\`PreemptMode=REQUEUE\`, \`GraceTime=60\`)`,
    `${kept} jobs put back with a checkpoint, ${requeued} tasks in the queue again, and in the end ${work.sameAs(long, 'preempted')}`,
  );

  work.copy('long', 'cancelled');
  const cancelled = submit(script, 'cancelled');
  await until('four tasks', 60, running('cancelled'));
  work.run('scancel', [cancelled], env);
  await until('their end', 60, () => queue() === '');
  const counts = ['kept', 'running', 'results'].map((part) => work.names('cancelled', part).length);
  tell('`scancel`', `${counts[0]} checkpoints, ${counts[1]} jobs left running, nothing in the queue again`);
  return rows;
}

/** @returns the environment that its commands need */
async function startCluster(work: Workplace): Promise<NodeJS.ProcessEnv> {
  const at = (name: string): string => work.at('cluster', name);
  for (const name of ['', 'state', 'spool', 'key'])
    mkdirSync(at(name), { mode: name === '' ? 0o711 : 0o700 });
  chmodSync(work.folder, 0o711);
  writeFileSync(at('key/munge.key'), randomBytes(1024), { mode: 0o400 });
  const [host] = hostname().split('.');
  const settings = {
    ...{ ClusterName: 'one', SlurmctldHost: `${host}(127.0.0.1)`, SlurmctldPort: 16817, SlurmdPort: 16818 },
    ...{ AuthType: 'auth/munge', AuthInfo: `socket=${at('munge.socket')}`, CryptoType: 'crypto/munge' },
    ...{ SlurmUser: 'root', SlurmdUser: 'root', ReturnToService: 2, MpiDefault: 'none' },
    ...{ StateSaveLocation: at('state'), SlurmdSpoolDir: at('spool') },
    ...{ SlurmctldPidFile: at('slurmctld.pid'), SlurmdPidFile: at('slurmd.pid') },
    ...{ SlurmctldLogFile: at('slurmctld.log'), SlurmdLogFile: at('slurmd.log') },
    ...{ ProctrackType: 'proctrack/pgid', TaskPlugin: 'task/none', SlurmdParameters: 'config_overrides' },
    ...{ SelectType: 'select/cons_tres', SelectTypeParameters: 'CR_CPU' },
    SchedulerParameters: 'sched_interval=2,bf_interval=2',
    ...{ PreemptType: 'preempt/partition_prio', PreemptMode: 'REQUEUE' },
    ...{ JobAcctGatherType: 'jobacct_gather/none', AccountingStorageType: 'accounting_storage/none' },
  };
  const lines = [
    ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    `NodeName=${host} NodeAddr=127.0.0.1 CPUs=4 RealMemory=8000 State=UNKNOWN`,
    `PartitionName=low Nodes=${host} Default=YES PriorityTier=1 PreemptMode=REQUEUE GraceTime=60 State=UP`,
    `PartitionName=high Nodes=${host} PriorityTier=10 PreemptMode=OFF State=UP`,
  ];
  writeFileSync(at('slurm.conf'), `${lines.join('\n')}\n`);
  const file = (name: string): string => at(`key/${name}`);
  work.start('munged', [
    ...['--foreground', '--force', `--socket=${at('munge.socket')}`, `--key-file=${file('munge.key')}`],
    ...[`--log-file=${file('log')}`, `--pid-file=${file('pid')}`, `--seed-file=${file('seed')}`],
  ]);
  const env = { SLURM_CONF: at('slurm.conf') };
  await new Promise((resolve) => setTimeout(resolve, 2000));
  for (const daemon of ['slurmctld', 'slurmd']) work.start(daemon, ['-D', '-f', at('slurm.conf')], env);
  await until('a node', 60, () => {
    try {
      return work.run('sinfo', ['--noheader', '--format=%T'], env).includes('idle');
    } catch {
      return false;
    }
  });
  return env;
}
