import type { Picture, RunEnd, RunNews, RunWish, StepNews } from '../worker/protocol.js';

export type RunState = 'waits' | 'runs' | 'paused' | 'stopping' | 'ended' | 'failed';

/** A run as the page keeps it: what was asked, every step's picture, and what is looked at. */
export class KeptRun {
  state = $state<RunState>('waits');
  /** What it waits for. */
  waitsFor = $state('');
  frames = $state.raw<readonly StepNews[]>([]);
  /** What the feature looked at so far: bytes, (height, width). */
  opacity = $state.raw<Uint8Array | undefined>(undefined);
  end = $state.raw<RunEnd | undefined>(undefined);
  problem = $state<string | undefined>(undefined);
  /** A name of a person's own. */
  title = $state('');
  /** The frame that is looked at; undefined: the newest. */
  at = $state<number | undefined>(undefined);

  constructor(
    readonly id: number,
    readonly wish: RunWish,
    /** What is raised, for people. */
    readonly feature: string,
    readonly photograph: string,
  ) {
    this.title = `${feature} in ${photograph}`;
  }

  /** Whether it is not over. */
  get isOpen(): boolean {
    return this.state !== 'ended' && this.state !== 'failed';
  }

  /** How many pictures there are to look at: one before each step, and the last. */
  get count(): number {
    return this.frames.length + (this.end ? 1 : 0);
  }

  /** The frame that is shown, of `count`. */
  get shown(): number {
    return Math.max(0, Math.min(this.at ?? Infinity, this.count - 1));
  }

  get picture(): Picture | undefined {
    return this.shown < this.frames.length ? this.frames[this.shown]?.picture : this.end?.picture;
  }

  /** Seconds a step, of the last few: the first has the making of the graph in it. */
  get pace(): number | undefined {
    const timed = this.frames.slice(1).slice(-5);
    return timed.length ? timed.reduce((sum, { seconds }) => sum + seconds, 0) / timed.length : undefined;
  }

  /** Looks at a frame; at the last one, follows what comes. */
  lookAt(frame: number): void {
    this.at = frame >= this.count - 1 ? undefined : Math.max(0, frame);
  }

  hear(news: RunNews): void {
    if (news.kind === 'waits') this.waitsFor = news.for;
    else if (news.kind === 'opacity') this.opacity = news.map;
    else {
      // a run that goes on from an earlier step tells that step again
      this.frames = [...this.frames.slice(0, news.step.step), news.step];
      if (this.state === 'waits') this.state = 'runs';
    }
  }

  over(end: RunEnd): void {
    this.end = end;
    this.opacity = end.opacity;
    this.frames = this.frames.slice(0, end.steps);
    this.state = 'ended';
  }

  /** What was made stays. */
  fail(problem: string): void {
    this.problem = problem;
    this.state = 'failed';
  }
}
