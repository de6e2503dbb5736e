export { createRecordAudit, pruneAudit } from './record-audit.ts'
export { auditRoutes } from './routes.ts'
