import {
  AUDIT_DEFAULTS,
  AUDIT_QUICK,
  type AuditPlace,
  audit,
  auditFiles,
  box,
  fourier,
  pixel,
} from 'faccent';
import { nameOfFile } from './names.js';
import type { AuditNews, Machine, NamedFile } from './protocol.js';
import { type Run, holderOf } from './run.js';

/**
 * Whether the pictures of a run's feature are to be believed, in its photograph: a quick audit, of no more steps than
 * the run, with crops of the photograph for want of others.
 * @param news is told of each step, and says whether to go on
 * @returns the page that `faccent audit` writes; nothing where it was not to go on
 */
export async function auditOf(
  { model, photo, ended, stem }: Run,
  { device, threads }: Machine,
  news: (told: AuditNews) => boolean | Promise<boolean>,
): Promise<NamedFile | undefined> {
  const { feature, settings } = ended?.recipe ?? {};
  if (!feature || !settings || !photo)
    throw new Error('an audit is of a run from a photograph that has ended');
  const { steps, strength, randomSeed } = settings as Readonly<
    Record<'steps' | 'strength' | 'randomSeed', number>
  >;
  let place: AuditPlace = { at: 1, of: 1, steps: 1 };
  // its graphs are many, and are let go of with it: none stay in the cache of runs
  const making = audit(model, feature, [photo], {
    ...AUDIT_QUICK,
    ...{ device, threads, strength, randomSeed },
    regularize: holderOf(model) ?? null,
    steps: Math.min(AUDIT_QUICK.steps, steps),
    transform: box({ views: AUDIT_DEFAULTS.views }),
    parameterizations: [fourier(), pixel()],
    onPart: (part, name, at) => void (place = at),
  });
  try {
    for (;;) {
      const { done, value } = await making.next();
      if (done) {
        const files = await auditFiles(value, { photos: [photo.path ?? ''], facts: model.facts });
        const bytes = new TextEncoder().encode(files.get('audit.html') as string);
        return { name: nameOfFile(`${stem} audit`, 'html'), type: 'text/html', bytes };
      }
      const { at, of, steps } = place;
      const told = { what: value.name, done: (at - 1) * steps + value.step + 1, total: of * steps };
      // asked of the page, which is heard by that between two steps
      if (!(await news(told))) return undefined;
    }
  } finally {
    await making.return(undefined as never);
  }
}
