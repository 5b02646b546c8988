import path from 'node:path';
import type { AuditJson, Verdict } from 'faccent';
import pc, { nameLine } from './colours.js';

/** What came of an audit, as JSON says it. */
export type AuditOutcome = AuditJson & { readonly folder: string };

const SHOWN: Readonly<Record<Verdict, (text: string) => string>> = {
  sound: pc.green,
  doubtful: pc.red,
  'not measured': pc.dim,
};

const WIDTH = 'not measured'.length;

/** How many checks came to what. */
const counted = ({ verdicts }: AuditJson): string =>
  Object.entries(verdicts)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ');

/** What came of one among several: the photograph, the feature, how many checks came to what, the folder. */
export const auditRow = (audit: AuditOutcome): string[] => [
  nameLine(audit.photos.map((photo) => path.basename(photo)).join(', ')),
  nameLine(audit.feature.name),
  counted(audit),
  pc.cyan(path.join(path.relative('', audit.folder), path.sep)),
];

/** Says for people what came of an audit. */
export function printAudit(
  audit: AuditJson,
  folder: string,
  { json, quiet }: { readonly json?: boolean; readonly quiet?: boolean },
): void {
  if (json || quiet) return;
  const { feature, checks, natural } = audit;
  console.log(`${pc.bold(feature.name)}: ${counted(audit)}`);
  for (const { title, verdict, sentence } of checks) {
    console.log(`${SHOWN[verdict](verdict.padEnd(WIDTH))}  ${title}`);
    if (verdict !== 'sound') console.log(`${' '.repeat(WIDTH)}  ${nameLine(sentence)}`);
  }
  if (natural.weak)
    console.log(
      `${nameLine(natural.from)} stood for natural photographs: --natural FOLDER gives better ones`,
    );
  console.log(`page, pictures and numbers: ${pc.cyan(path.join(folder, path.sep))} (see audit.html first)`);
}
