import { t } from './messages.en.ts';
import { qrPath } from './qr.ts';

import styles from './QrCode.module.css';

/** A code for the phone's camera; always dark on white, whatever the theme, or cameras miss it. */
export function QrCode({ text, what, size = 190 }: { text: string; what: string; size?: number }) {
  const drawn = qrPath(text);
  return (
    <svg
      className={styles.code}
      width={size}
      height={size}
      viewBox={`0 0 ${drawn.size} ${drawn.size}`}
      role="img"
      aria-label={t('qr.label', { what })}
      shapeRendering="crispEdges"
    >
      <rect width="100%" height="100%" fill="#FFFFFF" />
      <path d={drawn.path} fill="#10171D" />
    </svg>
  );
}
