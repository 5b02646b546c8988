import { type GraphCache, graphCache } from 'faccent';

/** The compiled graphs of one group of runs that share them: with the next group they go, so that few are in memory. */
export class GroupGraphs {
  private cache: GraphCache | undefined;
  private group: string | undefined;

  async of(group: string): Promise<GraphCache> {
    if (this.group !== group) await this.release();
    this.group = group;
    return (this.cache ??= graphCache());
  }

  async release(): Promise<void> {
    await this.cache?.release();
    this.cache = undefined;
  }
}
