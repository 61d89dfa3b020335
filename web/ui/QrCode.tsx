import { encode } from 'uqr';
import { t } from './messages.en.ts';
import styles from './QrCode.module.css';

/** Dark modules as one path, with a quiet zone of four around them. */
export function qrPath(text: string): { path: string; size: number } {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  let path = '';
  for (const [y, row] of data.entries()) for (const [x, dark] of row.entries()) if (dark) path += `M${x} ${y}h1v1h-1z`;
  return { path, size };
}

/** A code for the phone's camera; always dark on white, whatever the theme, or cameras miss it. */
export function QrCode({ text, what, size = 190 }: { text: string; what: string; size?: number }) {
  const drawn = qrPath(text);
  return (
    <svg className={styles.code} width={size} height={size} viewBox={`0 0 ${drawn.size} ${drawn.size}`} role="img" aria-label={t('qr.label', { what })} shapeRendering="crispEdges">
      <rect width="100%" height="100%" fill="#FFFFFF" />
      <path d={drawn.path} fill="#10171D" />
    </svg>
  );
}
