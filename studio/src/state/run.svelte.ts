import type {
  LevelPicture,
  NamedFile,
  Picture,
  RunEnd,
  RunNews,
  RunWish,
  StepNews,
} from '../worker/protocol.js';

export type RunState = 'waits' | 'runs' | 'paused' | 'stopping' | 'ended' | 'failed';

/** What must be known of a wish to show what came of it. */
export interface ShownWish {
  readonly settings: { readonly steps: number };
}

/** A run as the page keeps it: what was asked, every step's picture, and what is looked at. */
export class KeptRun<Wish extends ShownWish = RunWish> {
  state = $state<RunState>('waits');
  /** Whether it is paused and no step is on its way. */
  rests = $state(false);
  /** The photograph on its canvas, and the picture after each step. */
  pictures = $state.raw<readonly Picture[]>([]);
  steps = $state.raw<readonly Omit<StepNews, 'picture'>[]>([]);
  /** What the feature looked at so far: bytes, (height, width). */
  opacity = $state.raw<Uint8Array | undefined>(undefined);
  end = $state.raw<RunEnd | undefined>(undefined);
  problem = $state<string | undefined>(undefined);
  /** A name of a person's own. */
  title = $state('');
  /** The picture that is looked at, by its steps; undefined: the newest. */
  at = $state<number | undefined>(undefined);

  /** Pictures of a series of levels, from the lowest up, once a person has asked for one. */
  levels = $state.raw<readonly LevelPicture[]>([]);
  /** Which of them is looked at, instead of a step's. */
  level = $state<number | undefined>(undefined);

  /** The page of its feature's audit, once a person has asked for one. */
  audit = $state.raw<NamedFile | undefined>(undefined);

  /** Whether it has just ended, and nobody has looked back yet. */
  fresh = $state(false);

  constructor(
    readonly id: number,
    readonly wish: Wish,
    /** What is raised, for people. */
    readonly feature: string,
    readonly photograph: string,
  ) {
    this.title = `${feature} in ${photograph.replace(/\.[^.]+$/, '')}`;
  }

  /** Whether it is not over. */
  get isOpen(): boolean {
    return this.state !== 'ended' && this.state !== 'failed';
  }

  /** The picture that is shown, by the steps that were done for it. */
  get shown(): number {
    return Math.max(0, Math.min(this.at ?? Infinity, this.pictures.length - 1));
  }

  get picture(): Picture | undefined {
    return this.level === undefined ? this.pictures[this.shown] : this.levels[this.level]!.picture;
  }

  /** Of the picture that is shown; of the last one, where no step has measured it, that of the step before. */
  get activation(): number | undefined {
    return this.steps[Math.min(this.shown, this.steps.length - 1)]?.activation;
  }

  /** Seconds a step, of the last few: the first has the making of the graph in it. */
  get pace(): number | undefined {
    const timed = this.steps.slice(1).slice(-5);
    return timed.length ? timed.reduce((sum, { seconds }) => sum + seconds, 0) / timed.length : undefined;
  }

  /** What its steps had to say, the last of it. */
  get note(): string | undefined {
    return this.steps.findLast(({ note }) => note !== undefined)?.note;
  }

  /** Looks at the picture after some steps; at the last one, follows what comes. */
  lookAt(steps: number): void {
    this.fresh = false;
    this.level = undefined;
    this.at = steps >= this.pictures.length - 1 ? undefined : Math.max(0, steps);
  }

  hear(news: RunNews): void {
    if (news.kind === 'rests') this.rests = true;
    else if (news.kind === 'start') this.pictures = [news.picture];
    else if (news.kind === 'opacity') this.opacity = news.map;
    else {
      const { picture, ...step } = news.step;
      // a run that goes on from an earlier step tells that step again
      this.steps = [...this.steps.slice(0, step.step), step];
      this.pictures = [...this.pictures.slice(0, step.step + 1), picture];
      if (this.state === 'waits') this.state = 'runs';
    }
  }

  over(end: RunEnd): void {
    this.end = end;
    this.opacity = end.opacity;
    this.steps = this.steps.slice(0, end.steps);
    this.pictures = this.pictures.slice(0, end.steps + 1);
    this.state = 'ended';
    this.fresh = this.at === undefined;
  }

  /** What was made stays. */
  fail(problem: string): void {
    this.problem = problem;
    this.state = 'failed';
  }
}
