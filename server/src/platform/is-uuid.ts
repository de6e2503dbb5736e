const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether PostgreSQL takes it for a uuid: anything else would be an error there. */
export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && uuid.test(text)
}
