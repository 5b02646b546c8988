import { type Registry, registry } from '../declaration/registry.js';
import { AUDITS, type AuditCheck } from './check.js';
import * as all from './checks/all.js';

/**
 * All checks of an audit by name.
 * @example auditChecks.declared.map(({ name, about }) => `${name}: ${about}`);
 */
export const auditChecks: Registry<AuditCheck> = registry<AuditCheck>(
  'check',
  [all],
  '{"name": "agreement"}',
);

/** In the order in which they are made and shown. */
export const auditsInOrder: readonly AuditCheck[] = AUDITS.flatMap((of) =>
  auditChecks.declared.map(({ make }) => make({})).filter((one) => one.of === of),
);

/**
 * Their names, in that order.
 * @example auditCheckNames; // ['agreement', 'otherNetwork', …]
 */
export const auditCheckNames: readonly string[] = auditsInOrder.map(({ name }) => name);
