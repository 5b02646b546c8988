import { KeptRun, type ShownWish } from '../state/run.svelte.js';
import { LEFT, type Lab } from './lab.svelte.js';
import { PARTS, type Part, type PartName, type Values, saidOf, wishOf } from './parts.js';

/** Knobs that are being turned are waited for, in milliseconds. */
const REST = 250;

/** Shares of a picture that may count as looked at wholly, in percent; as usual, the third. */
export const SHARES = [2, 5, 20, 50] as const;

/** A run of a figure; its feature is the knobs that it was asked by, in words. */
type FigureRun = KeptRun<ShownWish>;

let last = 0;

/** A figure of the article: its knobs, the run that they ask for, and the one before. */
export class Figure {
  readonly part: Part;
  values = $state.raw<Values>({});
  now = $state.raw<FigureRun | undefined>(undefined);
  /** What was there before a knob was turned, to compare with. */
  before = $state.raw<FigureRun | undefined>(undefined);
  /** How far all but what the feature looked at is faded, 0 to 1. */
  fade = $state(0);
  /** The share of the picture that counts as looked at wholly, in percent. */
  share = $state<number>(SHARES[2]);

  private resting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly name: PartName,
    private readonly lab: Lab,
  ) {
    this.part = PARTS[name];
  }

  /** Where a knob stands, among its stops. */
  at(knob: string): number {
    const { stops, usual } = this.part.knobs.find(({ name }) => name === knob)!;
    const found = stops.findIndex(({ value }) => value === this.values[knob]);
    return found < 0 ? usual : found;
  }

  /** Turns a knob to one of its stops; the run follows when the hand rests. */
  turn(knob: string, index: number): void {
    const { stops } = this.part.knobs.find(({ name }) => name === knob)!;
    this.values = { ...this.values, [knob]: stops[index]!.value };
    clearTimeout(this.resting);
    this.resting = setTimeout(() => void this.run(), REST);
  }

  /** Accentuates as the knobs stand. */
  async run(): Promise<void> {
    clearTimeout(this.resting);
    const { lab, part, values } = this;
    const wish = wishOf(part, values, lab.subject);
    const run: FigureRun = new KeptRun(++last, wish, saidOf(part, values), lab.subject.file);
    // what did not come to its end is nothing to compare with
    if (this.now?.state === 'ended') this.before = this.now;
    this.now = run;
    try {
      const end = await lab.turn(wish, (news) => run.hear(news), JSON.stringify({ name: this.name, values }));
      if (end === LEFT) return run.fail('It was left before its end; what was made stays.');
      run.over(end);
    } catch (error) {
      run.fail((error as Error).message);
    }
  }

  stop(): void {
    this.lab.leave();
  }
}
