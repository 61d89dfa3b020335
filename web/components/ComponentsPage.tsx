import { useEffect } from 'react';

import { freezeClock, useNow } from '../ui/clock.ts';
import { ToastRegion } from '../ui/Toast.tsx';
import { ZoneContext } from '../ui/zone.tsx';
import { Basics } from './Basics.tsx';
import { Controls } from './Controls.tsx';
import { Frames } from './Frames.tsx';
import { now, zone } from './sample.ts';
import { Surfaces } from './Surfaces.tsx';
import { Times } from './Times.tsx';

import styles from './ComponentsPage.module.css';

/** Every part once, in all its states, at 02:42:19 of the night of INC-142. The clock stands still here. */
export function ComponentsPage() {
  useEffect(() => {
    freezeClock(now);
    return () => freezeClock(null);
  }, []);
  const still = useNow() === now;
  return (
    <ZoneContext value={zone}>
      <main className={styles.page} data-ready={still || undefined}>
        <Basics />
        <Controls />
        <Times />
        <Surfaces />
        <Frames />
      </main>
      <ToastRegion />
    </ZoneContext>
  );
}
