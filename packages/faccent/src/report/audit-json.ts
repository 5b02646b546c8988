import type { Audit } from '../audit/audit.js';
import type { AuditFinding, AuditLine, Verdict } from '../audit/check.js';
import type { AuditedPicture } from '../audit/evidence.js';
import type { Fact } from '../model/facts.js';
import { type RecipeFeature, featureName } from '../recipe/recipe.js';

/** A line of an audit as JSON has it: null where there is no number. */
export type AuditLineJson = Omit<AuditLine, 'value'> & { readonly value: number | null };

/** What an audit's `audit.json` holds. */
export interface AuditJson {
  readonly feature: RecipeFeature & { readonly name: string };
  /** The photographs' files. */
  readonly photos: readonly string[];
  /** What was taken to be so of the model. */
  readonly model: readonly Fact[];
  /** What natural photographs are, and whether they are a weak reference. */
  readonly natural: Audit['natural'];
  /** What the other network is called, where there is one. */
  readonly second?: string;
  /** How many checks came to what. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly checks: readonly (Omit<AuditFinding, 'lines' | 'details'> & {
    readonly lines: readonly AuditLineJson[];
    readonly details: readonly AuditLineJson[];
  })[];
  readonly pictures: readonly {
    readonly file: string;
    readonly kind: AuditedPicture['need'];
    readonly feature: string;
    /** Its place among the photographs, from 0. */
    readonly photo: number;
    readonly parameterization: string;
    readonly randomSeed: number;
    readonly activation: { readonly before: number; readonly after: number };
  }[];
}

/** What is known of an audit besides its findings: files, and what was taken to be so of the model. */
export interface AuditAbout {
  readonly photos?: readonly string[];
  readonly facts?: readonly Fact[];
}

/** The file of a picture. */
export const pictureFile = ({ part }: AuditedPicture): string => `${part}.png`;

const lineJson = (line: AuditLine): AuditLineJson => ({
  ...line,
  value: Number.isFinite(line.value) ? line.value : null,
});

/**
 * An audit's numbers, as plain JSON.
 * @example
 * const made = await audited(model, { layer: 'block5c', unit: 12 }, [photo]);
 * await writeFile('audit.json', JSON.stringify(auditJson(made)));
 */
export function auditJson(audit: Audit, { photos = [], facts = [] }: AuditAbout = {}): AuditJson {
  const { feature, findings, pictures, natural, second } = audit;
  const count = (verdict: Verdict): number => findings.filter((one) => one.verdict === verdict).length;
  return {
    feature: { name: featureName(feature), ...feature },
    ...{ photos, model: facts, natural: { from: natural.from, weak: natural.weak }, second },
    verdicts: {
      sound: count('sound'),
      doubtful: count('doubtful'),
      'not measured': count('not measured'),
    },
    checks: findings.map((finding) => ({
      ...finding,
      lines: finding.lines.map(lineJson),
      details: finding.details.map(lineJson),
    })),
    pictures: pictures.map((picture) => ({
      ...{ file: pictureFile(picture), kind: picture.need, feature: featureName(picture.feature) },
      ...{ photo: picture.photograph, parameterization: picture.parameterization },
      ...{ randomSeed: picture.randomSeed, activation: picture.result.activation },
    })),
  };
}
