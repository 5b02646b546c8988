export { type Audit, audit, audited } from './audit.js';
export type { AuditCheck, AuditFinding, AuditLine, Verdict, Wanted } from './check.js';
export { auditCheckNames, auditChecks } from './checks.js';
export type { AuditedPicture } from './evidence.js';
export {
  AUDIT_DEFAULTS,
  AUDIT_QUICK,
  type AuditOptions,
  type AuditPlace,
  type AuditStep,
} from './options.js';
