/** How a check ended: right; refused in words that a person can act on; wrong; or not in words at all. */
export interface Verdict {
  readonly verdict: 'right' | 'refused' | 'wrong' | 'crash';
  readonly words?: string;
}

/** Of several views at once: how they run, how many modules' names are found, and which are not. */
export interface ViewsFound extends Verdict {
  readonly batching?: string;
  readonly found?: number;
  readonly missing?: readonly string[];
}

/** Of a gradient: what it is off by, as a share of the reference's norm. */
export interface GradientFound extends Verdict {
  readonly error?: number;
}

/** What was found of a file. */
export interface Result {
  readonly name: string;
  /** Of the file's content. */
  readonly hash: string;
  readonly framework: string;
  readonly exporter: string;
  readonly post?: string;
  readonly batch: string;
  readonly layers: Verdict;
  readonly gradient: GradientFound;
  readonly views: ViewsFound;
  readonly top: Verdict;
  readonly accentuate: Verdict;
}

export const CHECKS = ['layers', 'gradient', 'views', 'top', 'accentuate'] as const;

const WORST = ['crash', 'wrong', 'refused', 'right'] as const;

/** The worst of a file's checks: what a person meets. */
export const worst = (result: Result): Verdict => {
  const found = CHECKS.map((check) => result[check]);
  return WORST.flatMap((verdict) => found.filter((f) => f.verdict === verdict))[0]!;
};
