import path from 'node:path';
import { type LoadedEncoder, type Model, type RunRequest } from 'faccent';
import { comparisonsAgain } from '../comparisons.js';
import { checkKeptTensors } from '../files/kept-tensors.js';
import { type Finding, recordedEncoder, recordedNetwork, recordedNetworks } from '../files/recorded.js';
import type { KeepFlags } from '../flags/groups.js';
import { checkNewer } from '../unfinished/newer.js';
import { claimUnfinished } from '../unfinished/claim.js';
import { ASKED, type Store } from '../unfinished/store.js';
import { interruptible } from '../signals/interrupt.js';
import { carryOutAll } from './all.js';
import type { Loaded } from './carry-out.js';
import { type RunFlags, isQuiet } from './job.js';
import { largest } from '../../math/extremes.js';

/** The flags of `resume`. */
export interface ResumeFlags extends Pick<RunFlags, 'json' | 'quiet'>, KeepFlags, Finding {}

/** Goes on with the unfinished runs at a folder, and writes the results that they would have had. */
export async function resumeRuns(folder: string, flags: ResumeFlags): Promise<void> {
  await interruptible(async (interrupt) => {
    const claimed = await claimUnfinished(folder, isQuiet(flags));
    const runs = claimed.map(({ store, output }) => ({
      ...{ store, output, fresh: false },
      checkpoint: flags.checkpoint ?? store.asked.checkpoint,
    }));
    const command = largest(claimed.map(({ store }) => store.asked.command.count));
    const loading = new Loading(flags);
    await carryOutAll(runs, ({ store }) => loading.of(store), {
      ...{ ...flags, interrupt },
      // one that cannot go on keeps no other from it
      goOn: true,
      several: claimed.length > 1 || command > 1,
    });
  });
}

/** Loads what runs are made with: once what one has in common with the run before it. */
class Loading {
  private readonly kept = new Map<string, { readonly key: string; readonly value: Promise<unknown> }>();

  constructor(private readonly finding: Finding) {}

  private once<T>(what: string, of: unknown, load: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(of);
    const found = this.kept.get(what);
    if (found?.key === key) return found.value as Promise<T>;
    const value = load();
    this.kept.set(what, { key, value });
    return value;
  }

  async of({ folder, asked }: Store): Promise<Loaded> {
    const { request, comparisons } = asked;
    await checkNewer(folder, asked);
    await checkKeptTensors(asked.outputs.saveTensors);
    const record = path.join(folder, ASKED);
    return {
      model: await this.network(request.model, record),
      fetch: this.finding.fetch,
      encoder: request.encoder && (await this.encoder(request.encoder, record)),
      networks: request.networks && (await this.networks(request.networks, record)),
      comparisons: await this.once('comparisons', [comparisons, request.feature?.label], () =>
        comparisonsAgain(comparisons, request, this.finding),
      ),
    };
  }

  private network(model: RunRequest['model'], record: string): Promise<Model> {
    return this.once('model', model, () => recordedNetwork(model, record, this.finding));
  }

  private networks(networks: NonNullable<RunRequest['networks']>, record: string): Promise<Model[]> {
    return this.once('networks', networks, () => recordedNetworks(networks, record, this.finding));
  }

  private encoder(encoder: NonNullable<RunRequest['encoder']>, record: string): Promise<LoadedEncoder> {
    return this.once('encoder', encoder, () => recordedEncoder(encoder, record));
  }
}
