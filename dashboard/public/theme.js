// Before the first paint: the theme chosen last, so that nothing flashes. A file of its own, for the policy allows no inline script.
try {
  const theme = localStorage.getItem('zenith-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage may be refused: then the system's theme it is.
}
