// Whether the page is dark now, as the system says or the reader has chosen; the server draws maps in the same colours.
export function theme() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen) return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
