import { BellRing, CalendarClock, Siren } from 'lucide-react';
import { useState } from 'react';

import { Avatar, Person } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { EventBars } from '../ui/EventBars.tsx';
import { Palette } from '../ui/Palette.tsx';
import { QrCode } from '../ui/QrCode.tsx';
import { List, Row } from '../ui/Row.tsx';
import { SkeletonRows, Stale } from '../ui/States.tsx';
import { Table } from '../ui/Table.tsx';
import { toast, ToastBox } from '../ui/Toast.tsx';
import { t } from './messages.en.ts';
import { Part } from './Part.tsx';
import { at } from './sample.ts';

import styles from './ComponentsPage.module.css';

const nothing = () => undefined;
const services = [
  { name: 'checkout', owner: 'payments', open: 3, counts: [1, 2, 4, 8, 9, 9, 7, 8, 6, 5, 3, 1] },
  { name: 'search', owner: 'shop', open: 1, counts: [0, 0, 0, 5, 0, 1, 0, 0, 2, 0, 0, 0] },
];

function DialogSample() {
  const [open, setOpen] = useState(false);
  const actions = (
    <>
      <Button kind="quiet" onPress={() => setOpen(false)}>
        Not yet
      </Button>
      <Button kind="primary" keys="Ctrl+Enter" onPress={() => setOpen(true)}>
        Publish
      </Button>
    </>
  );
  return (
    <div className={styles.dialog}>
      <h3 className={styles.section}>Publish to 1,284 people?</h3>
      <p className={styles.muted}>Public page, mail and feed. This cannot be called back.</p>
      <div className={styles.dialogFoot}>{actions}</div>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Publish to 1,284 people?"
        actions={actions}
      >
        <p>Public page, mail and feed. This cannot be called back.</p>
      </Dialog>
    </div>
  );
}

/** What lies over or around other things, and lists. */
export function Surfaces() {
  const [query, setQuery] = useState('who is on call sun 3am');
  return (
    <div className={styles.column}>
      <Part name={t('palette')}>
        <Palette
          still
          query={query}
          onQuery={setQuery}
          items={[
            { id: 'a', icon: CalendarClock, name: 'data: nobody, Sun 03:00', run: nothing },
            { id: 'b', icon: CalendarClock, name: 'payments: Ben Osei', run: nothing },
            { id: 'c', icon: BellRing, name: 'Page data', hint: 'reaches 4', run: nothing },
            { id: 'd', icon: Siren, name: 'Declare an incident', keys: 'c', run: nothing },
          ]}
        />
      </Part>
      <Part name={t('toast')}>
        <ToastBox
          text={
            <>
              <b>02:09:14 confirmed.</b> Ben will not be called.
            </>
          }
          onUndo={() => toast({ text: 'Taken back. The page runs on.', state: 'sev2' })}
        />
      </Part>
      <Part name={t('stale')}>
        <Stale boxed since={at('02:42:05')}>
          <List>
            <Row state="sev1" subject="checkout" sentence="5xx 6 %" meta="02:07" />
            <Row state="sev3" subject="receipts" sentence="queue" meta="02:36" />
          </List>
        </Stale>
      </Part>
      <Part name={t('dialog')}>
        <DialogSample />
      </Part>
      <Part name={t('table')}>
        <Table
          caption={t('table')}
          dense
          rows={services}
          rowKey={(row) => row.name}
          columns={[
            { id: 'service', head: 'Service', cell: (row) => row.name },
            { id: 'owner', head: 'Owner', cell: (row) => row.owner },
            { id: 'bars', head: 'Last 40 min', cell: (row) => <EventBars counts={row.counts} /> },
            { id: 'open', head: 'Open', cell: (row) => row.open, end: true },
          ]}
        />
      </Part>
      <Part name={t('people')}>
        <div className={styles.wrap}>
          <Person name="Ana Ruiz" own />
          <Person name="Ben Osei" meta="backup" />
          <Avatar name="Cai Lund" size={24} alone />
        </div>
      </Part>
      <Part name={t('skeleton')}>
        <SkeletonRows rows={3} height={36} />
      </Part>
      <Part name={t('qr')}>
        <QrCode text="http://127.0.0.1:7077/settings" what="this phone" size={132} />
      </Part>
    </div>
  );
}
