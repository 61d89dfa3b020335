/** The tab's icon: the load line while it is calm, the shape of the severest open incident else. */
const icons = { ok: '/icon.svg', sev1: '/icon-sev1.svg', sev2: '/icon-sev2.svg' };

export function setTabIcon(state: keyof typeof icons): void {
  document.getElementById('tab-icon')?.setAttribute('href', icons[state]);
}
