// What has to happen before the first paint. A file of its own, for the policy allows no inline script.

// The theme chosen last, so that nothing flashes.
try {
  const theme = localStorage.getItem('zenith-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage may be refused: then the system's theme it is.
}

// Chromium started with LANG=C calls its language "en-US@posix", which no formatter takes: the chart's would end the page.
try {
  Intl.getCanonicalLocales(navigator.language)
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US' })
}
