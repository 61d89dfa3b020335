import type { LucideIcon } from 'lucide-react';

import { Avatar } from './Avatar.tsx';
import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import { Link } from './Link.tsx';
import { LoadLine } from './Logo.tsx';
import { t } from './messages.en.ts';

import styles from './Rail.module.css';

export interface PlaceItem {
  id: string;
  name: string;
  icon: LucideIcon;
  href: string;
  /** Things there; bold when one needs a person, red dot when the rail is narrow. */
  count?: number | undefined;
  needsYou?: boolean;
}

interface RailProps {
  places: readonly PlaceItem[];
  foot: readonly PlaceItem[];
  active: string | null;
  me: { name: string; href: string } | null;
  /** 56 wide: under 1280 and always in the room. */
  narrow?: boolean;
  label?: string;
}

function PlaceLink({ place, active }: { place: PlaceItem; active: boolean }) {
  return (
    <li>
      <Link ink href={place.href} className={cx(styles.place, active && styles.active)}>
        <span className={styles.icon}>
          <Icon of={place.icon} />
          {place.needsYou ? <span className={styles.dot} /> : null}
        </span>
        <span className={styles.word}>{place.name}</span>
        {place.count ? (
          <span className={cx(styles.count, place.needsYou && styles.bold)}>
            <span aria-hidden="true">{place.count}</span>
            <span className="hidden-text">{t('nav.waiting', { n: place.count })}</span>
          </span>
        ) : null}
      </Link>
    </li>
  );
}

/** The places, at the left: load line, eight icons with words, own face at the foot. */
export function Rail({
  places,
  foot,
  active,
  me,
  narrow = false,
  label = t('nav.places'),
}: RailProps) {
  return (
    <nav className={cx(styles.rail, narrow && styles.narrow)} aria-label={label}>
      <Link ink href="/" className={styles.logo} label="evenkeel">
        <LoadLine />
        <span className={styles.brand}>evenkeel</span>
      </Link>
      <ul className={styles.places}>
        {places.map((place) => (
          <PlaceLink key={place.id} place={place} active={place.id === active} />
        ))}
      </ul>
      <ul className={styles.foot}>
        {foot.map((place) => (
          <PlaceLink key={place.id} place={place} active={place.id === active} />
        ))}
        {me ? (
          <li>
            <Link ink href={me.href} className={styles.place}>
              <Avatar name={me.name} own />
              <span className={styles.word}>{me.name}</span>
            </Link>
          </li>
        ) : null}
      </ul>
    </nav>
  );
}

/** The phone's places, under the thumb. */
export function BottomBar({
  places,
  active,
  label = t('nav.places'),
}: {
  places: readonly PlaceItem[];
  active: string | null;
  label?: string;
}) {
  return (
    <nav className={styles.bottom} aria-label={label}>
      <ul>
        {places.map((place) => (
          <li key={place.id}>
            <Link
              ink
              href={place.href}
              className={cx(styles.thumb, place.id === active && styles.thumbActive)}
            >
              <span className={styles.icon}>
                <Icon of={place.icon} size={18} />
                {place.needsYou ? <span className={styles.dot} /> : null}
              </span>
              <span>{place.name}</span>
              {place.needsYou && place.count ? (
                <span className="hidden-text">{t('nav.waiting', { n: place.count })}</span>
              ) : null}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
