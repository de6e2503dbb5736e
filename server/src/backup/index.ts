export { BackupError } from './backup-error.ts'
export { type Restored, restoreBackup } from './restore-backup.ts'
export { type Progress, writeBackup } from './write-backup.ts'
export { writeFileWhole } from './write-file.ts'
