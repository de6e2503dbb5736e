/** Two names that look alike or differ in case are one. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}
