// Runs before the first paint: a chosen theme is on <html> before anything is drawn.
try {
  const chosen = localStorage.getItem('ek.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage can be closed (private windows): the theme then follows the system.
}
