// Signing secrets as Standard Webhooks has them: `whsec_` and base64 of 24 to 64 bytes.

/** Why a given secret is refused, or null. */
export function secretRefused(text: string): string | null {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1];
  if (encoded === undefined) return 'A signing secret is whsec_ and base64.';
  const bytes = Math.floor((encoded.replace(/=+$/, '').length * 3) / 4);
  if (bytes < 24 || bytes > 64) return 'A signing secret has 24 to 64 bytes.';
  return null;
}
