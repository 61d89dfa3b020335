import {
  Bell,
  CalendarClock,
  Gauge,
  MessageSquare,
  PhoneCall,
  Settings,
  Siren,
  Smartphone,
} from 'lucide-react';

import { Button } from '../ui/Button.tsx';
import { BottomBar, Rail, type PlaceItem } from '../ui/Rail.tsx';
import { ConnectionChip, Foot, RedStrip, Ribbon, TopBar, ZoneChip } from '../ui/Shell.tsx';
import { SimulatedWalk } from '../ui/SimulatedWalk.tsx';
import { t } from './messages.en.ts';
import { Part } from './Part.tsx';
import { at } from './sample.ts';

import styles from './ComponentsPage.module.css';

const nothing = () => undefined;
const places: PlaceItem[] = [
  { id: 'now', name: 'Now', icon: Gauge, href: '#now', count: 3, needsYou: true },
  { id: 'alerts', name: 'Alerts', icon: Bell, href: '#alerts', count: 9 },
  { id: 'incidents', name: 'Incidents', icon: Siren, href: '#incidents', count: 2, needsYou: true },
  { id: 'oncall', name: 'On-call', icon: CalendarClock, href: '#oncall' },
];

/** The frame of every screen and the simulated walk, over the whole width. */
export function Frames() {
  return (
    <div className={`${styles.column} ${styles.wide}`}>
      <Part name={t('strip')}>
        <RedStrip
          incidents={[
            {
              ref: 'INC-142',
              state: 'sev1',
              title: 'Checkout: card payments fail',
              since: at('02:07'),
              lead: 'Ana',
              nextUpdateAt: at('02:50'),
              href: '#142',
            },
            {
              ref: 'INC-143',
              state: 'sev2',
              title: 'Search slow in the EU',
              since: at('02:31'),
              lead: null,
              nextUpdateAt: at('02:41'),
              href: '#143',
            },
          ]}
        />
      </Part>
      <Part name={t('top')}>
        <div>
          <Ribbon
            word="DEMO"
            label="The demo is shown"
            action={<Button size="small">Remove the demo</Button>}
          >
            Nobody is paged from here.
          </Ribbon>
          <TopBar
            title="Now"
            about="Tue 24 Nov, 02:42"
            onFind={nothing}
            onDeclare={nothing}
            chips={
              <>
                <ZoneChip />
                <ConnectionChip state="stale" />
                <ConnectionChip state="live" />
              </>
            }
          />
          <Foot
            state="ok"
            head="Paging chain"
            facts={['test page Mon 06:00 reached Ana in 4 s', 'call, push, SMS up']}
            right="as of 02:42:19"
          />
        </div>
      </Part>
      <Part name={t('walk')}>
        <SimulatedWalk
          label={t('walk')}
          from={at('03:12')}
          to={at('03:32')}
          steps={[
            {
              id: '1',
              number: 1,
              title: 'payments, primary',
              under: 'wait 5 min',
              from: at('03:12'),
              to: at('03:17'),
              sent: [
                { at: at('03:12'), icons: [Smartphone], what: 'push' },
                { at: at('03:13'), icons: [PhoneCall], what: 'call' },
                { at: at('03:15'), icons: [MessageSquare], what: 'text' },
              ],
              who: 'Ben, asleep hours, call verified',
              how: 'push, call +1 min, text +3',
            },
            {
              id: '2',
              number: 2,
              title: 'data, primary',
              under: 'wait 5 min',
              from: at('03:17'),
              to: at('03:22'),
              sent: [],
              empty: true,
            },
            {
              id: '3',
              number: 3,
              title: 'Cai Lund',
              under: 'wait 5 min',
              from: at('03:17'),
              to: at('03:22'),
              movedFrom: at('03:22'),
              sent: [
                { at: at('03:17'), icons: [Smartphone], what: 'push' },
                { at: at('03:18'), icons: [PhoneCall], what: 'call' },
              ],
              who: 'Cai, awake, Toronto 21:17',
              how: 'push, call +1 min',
            },
          ]}
        />
      </Part>
      <Part name={t('rail')}>
        <div className={styles.railBox}>
          <Rail
            places={places}
            foot={[{ id: 'settings', name: 'Settings', icon: Settings, href: '#settings' }]}
            active="now"
            me={{ name: 'Ana Ruiz', href: '#me' }}
          />
          <Rail
            narrow
            label="Places, narrow"
            places={places}
            foot={[{ id: 'settings', name: 'Settings', icon: Settings, href: '#settings' }]}
            active="incidents"
            me={{ name: 'Ana Ruiz', href: '#me' }}
          />
          <BottomBar label="Places, phone" places={places} active="now" />
        </div>
      </Part>
    </div>
  );
}
