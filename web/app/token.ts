/** The one-time token of this address: `?token=`, `#token=`, `#...`, or the path's last part. Taken out of the address bar. */
export function tokenOfAddress(): string | null {
  const { hash, search, pathname } = location;
  const inHash =
    new URLSearchParams(hash.slice(1)).get('token') ?? (hash.length > 20 ? hash.slice(1) : null);
  const last = pathname.split('/').filter(Boolean)[1];
  const token = new URLSearchParams(search).get('token') ?? inHash ?? last ?? null;
  if (token !== null && (hash !== '' || search !== ''))
    history.replaceState(history.state, '', pathname);
  return token;
}
