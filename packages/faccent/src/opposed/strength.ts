import { FaccentError } from '../errors.js';
import { largest, smallest } from '../math/extremes.js';
import type { OpposedValues } from '../step/records.js';

/** What a run of one strength came to, where what is raised reached its level. */
export interface TunedRun extends OpposedValues {
  /** λ, in units of the balance. */
  readonly strength: number;
  /** That what is raised did not reach its level in as many steps: the strength is too much. */
  readonly missed?: true;
}

/** What is looked for. */
interface Wanted {
  readonly wanted: OpposedValues;
  /** The other on the photograph. */
  readonly before: number;
  readonly keep: 'stays' | 'falls';
}

/** How near the other is to come to its level, as a part of the range from its lowest to its highest on the way. */
const TOLERANCE = 0.02;

/** How near is near enough where no run came nearer: a strength leads along other ways than the next. */
const ENOUGH = 0.05;

/** Runs at most. */
const MOST = 14;

/** Strengths at least and at most, and how far the next is while none is too little, or too much. */
const [WEAKEST, STRONGEST, APART] = [2 ** -10, 2 ** 10, 4];

/** False position keeps from the ends that are left, of which one may else stay for long. */
const MARGIN = 0.15;

/** A strength that was tried: its logarithm, and how far the other was from its level. */
interface Tried {
  readonly at: number;
  readonly off: number;
}

/**
 * The run of a strength at which the other is at its level.
 * @param run of a strength, until what is raised is at its own
 * @throws FaccentError where no strength leads there
 */
export async function strengthFor(
  run: (strength: number) => Promise<TunedRun>,
  { wanted, before, keep }: Wanted,
): Promise<TunedRun> {
  const free = await run(0);
  if (free.missed)
    throw new FaccentError(
      `with nothing against it what is raised comes to ${shown(free.raised)}, and ${shown(wanted.raised)} is wanted: ` +
        'want less, give it more steps, or hold the picture less close to the photograph by a lower strength',
    );
  const values = [before, free.other, wanted.other];
  const range = largest(values) - smallest(values);
  const tolerance = TOLERANCE * range;
  const way = keep === 'stays' && before > free.other ? 1 : -1;
  // below 0 a strength is too little, above too much
  const offOf = ({ other, missed }: Pick<TunedRun, 'other' | 'missed'>): number =>
    missed ? Infinity : way * (other - wanted.other);
  const tried = [free];
  const isBeyond = keep === 'stays' && offOf({ other: before }) < -tolerance;
  if (offOf(free) > tolerance || isBeyond) throw outOfReach(tried, { wanted, before, keep });

  let [low, high]: (Tried | undefined)[] = [];
  let found = free;
  while (Math.abs(offOf(found)) > tolerance) {
    if (found !== free) {
      const one = { at: Math.log(found.strength), off: offOf(found) };
      if (one.off < 0) low = one;
      else high = one;
    }
    const strength = found === free ? 1 : Math.exp(next(low, high));
    if (tried.length === MOST || strength < WEAKEST || strength > STRONGEST) {
      const best = tried.reduce((a, b) => (Math.abs(offOf(b)) < Math.abs(offOf(a)) ? b : a));
      if (Math.abs(offOf(best)) <= ENOUGH * range) return best;
      throw outOfReach(tried, { wanted, before, keep });
    }
    found = await run(strength);
    tried.push(found);
  }
  return found;
}

/** The logarithm of the strength that is tried next. */
function next(low: Tried | undefined, high: Tried | undefined): number {
  if (!high) return low!.at + Math.log(APART);
  if (!low) return high.at - Math.log(APART);
  const share = high.off === Infinity ? 0.5 : low.off / (low.off - high.off);
  return low.at + Math.min(1 - MARGIN, Math.max(MARGIN, share)) * (high.at - low.at);
}

const shown = (x: number): string => String(Number(x.toPrecision(4)));

function outOfReach(tried: readonly TunedRun[], { wanted, before, keep }: Wanted): FaccentError {
  const there = tried.filter(({ missed }) => !missed);
  const others = there.map(({ other }) => other);
  const [least, most] = [smallest(others), largest(others)].map(shown);
  const came = least === most ? least : `${least} to ${most}`;
  const hint =
    keep === 'stays'
      ? `it is ${shown(before)} on the photograph, where it is to stay: want it between, or let it fall`
      : 'want more of it, or less of what is raised';
  return new FaccentError(
    `no strength was found that leads to ${shown(wanted.raised)} against ${shown(wanted.other)}: where what is raised is there, the other ` +
      `came to ${came} in ${tried.length} ${tried.length === 1 ? 'run' : 'runs'}; ${hint}`,
  );
}
