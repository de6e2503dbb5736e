export type Theme = 'system' | 'light' | 'dark'
export const themes: readonly Theme[] = ['system', 'light', 'dark']

const key = 'zenith-theme'

export function isTheme(value: unknown): value is Theme {
  return themes.includes(value as Theme)
}

/** Shows a theme, and remembers it on this device for the first paint: see public/prepare.js. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    localStorage.setItem(key, theme)
  } catch {
    // Storage may be refused; the account's preferences have it as well.
  }
}
