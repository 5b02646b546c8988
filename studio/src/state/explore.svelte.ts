import type { ChannelMap, LayerHere, NetworkLayers } from '../worker/protocol.js';
import type { Connection } from './connection.js';

/** A question about a place of a photograph. */
interface Asked {
  readonly photograph: number;
  readonly size: number;
  readonly place: readonly [y: number, x: number];
}

/** What is known of the place that was clicked, and of the network's layers. */
export class Explore {
  /** Layers early to late, each with the channels that stand out there. */
  here = $state.raw<readonly LayerHere[] | undefined>(undefined);
  waiting = $state(false);
  problem = $state<string | undefined>(undefined);
  /** Where the channel that is pointed at fires. */
  map = $state.raw<ChannelMap | undefined>(undefined);
  private asked: Asked | undefined;

  constructor(private readonly engine: Connection) {}

  /** Asks about a place. Of places that are asked for while the worker is busy, the last is answered. */
  async look(asked: Asked): Promise<void> {
    this.asked = asked;
    this.map = undefined;
    if (this.waiting) return;
    this.waiting = true;
    try {
      for (let next: Asked | undefined = asked; next; next = this.asked === next ? undefined : this.asked)
        await this.answer(next);
    } finally {
      this.waiting = false;
    }
  }

  private async answer(asked: Asked): Promise<void> {
    const { photograph, size, place } = asked;
    try {
      const here = await this.engine.ask((engine) => engine.here(photograph, size, place));
      if (this.asked === asked) [this.here, this.problem] = [here, undefined];
    } catch (error) {
      if (this.asked === asked) [this.here, this.problem] = [undefined, (error as Error).message];
    }
  }

  /** There is another photograph, or another network. */
  forget(): void {
    this.asked = this.here = this.problem = this.map = undefined;
  }

  layers(): Promise<NetworkLayers> {
    return this.engine.ask((engine) => engine.layers());
  }
}
