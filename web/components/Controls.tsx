import { Copy, FlaskConical, GitBranch, Trash2 } from 'lucide-react';
import { useState } from 'react';

import { Button } from '../ui/Button.tsx';
import { Chip, ChipButton, FilterChip } from '../ui/Chip.tsx';
import { Checkbox, Radio, RadioGroup, Switch } from '../ui/Choice.tsx';
import { Field, TextArea } from '../ui/Field.tsx';
import { Menu } from '../ui/Menu.tsx';
import { List, Row } from '../ui/Row.tsx';
import { Select } from '../ui/Select.tsx';
import { Empty } from '../ui/States.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { t } from './messages.en.ts';
import { Part } from './Part.tsx';

import styles from './ComponentsPage.module.css';

const nothing = () => undefined;

function Buttons() {
  return (
    <div className={styles.wrap}>
      <Button kind="primary" keys="a" onPress={nothing}>
        Acknowledge
      </Button>
      <Button keys="e" onPress={nothing}>
        Escalate
      </Button>
      <Button kind="quiet" onPress={nothing}>
        Snooze
      </Button>
      <span className={styles.focused}>
        <Button onPress={nothing}>Focused</Button>
      </span>
      <Button sending onPress={nothing}>
        Retry all
      </Button>
      <Button kind="danger" onPress={nothing}>
        Delete rota
      </Button>
      <Button isDisabled onPress={nothing}>
        Not yet
      </Button>
      <Button size="small" onPress={nothing}>
        Small
      </Button>
      <Button size="hero" kind="primary" keys="1" onPress={nothing}>
        Join INC-142
      </Button>
    </div>
  );
}

function Fields() {
  const [time, setTime] = useState('08:00');
  const [phone, setPhone] = useState('0151 44');
  const [words, setWords] = useState('');
  const [service, setService] = useState('checkout');
  return (
    <div className={styles.stack}>
      <Field
        label="Hand-over time"
        value={time}
        onChange={setTime}
        zone="Berlin, UTC+1"
        preview="Ben hands over at 07:00 in Lisbon"
      />
      <Field
        label="Phone"
        value={phone}
        onChange={setPhone}
        type="tel"
        error={
          phone.startsWith('+') ? undefined : 'Too short. Start with the country, such as +49.'
        }
      />
      <Select
        label="Service"
        value={service}
        onChange={setService}
        options={[
          { id: 'checkout', name: 'checkout', hint: 'payments' },
          { id: 'search', name: 'search', hint: 'shop' },
        ]}
      />
      <TextArea
        label="Impact"
        value={words}
        onChange={setWords}
        ask="What do customers notice?"
        rows={2}
      />
    </div>
  );
}

function Choices() {
  const [ticked, setTicked] = useState(true);
  const [practice, setPractice] = useState(false);
  const [channel, setChannel] = useState('call');
  return (
    <div className={styles.stack}>
      <div className={styles.wrap}>
        <Checkbox checked={ticked} onChange={setTicked}>
          Ticked
        </Checkbox>
        <Checkbox checked={false} some onChange={nothing}>
          Some
        </Checkbox>
        <Checkbox checked={false} onChange={nothing}>
          Open
        </Checkbox>
      </div>
      <RadioGroup label="A loud channel" value={channel} onChange={setChannel}>
        <Radio value="call">Voice call</Radio>
        <Radio value="sms">Text message</Radio>
      </RadioGroup>
      <Switch on={practice} onChange={setPractice}>
        Practice, pages nobody real
      </Switch>
    </div>
  );
}

/** What is pressed, typed and chosen. */
export function Controls() {
  const [on, setOn] = useState(true);
  const [tab, setTab] = useState('mine');
  return (
    <div className={styles.column}>
      <Part name={t('buttons')}>
        <Buttons />
      </Part>
      <Part name={t('chips')}>
        <div className={styles.wrap}>
          <ChipButton on={on} onChange={setOn}>
            Typed
          </ChipButton>
          <FilterChip onRemove={nothing}>team: payments</FilterChip>
          <Chip icon={GitBranch}>managed by git</Chip>
          <Chip icon={FlaskConical} dashed>
            Drill
          </Chip>
        </div>
      </Part>
      <Part name={t('fields')}>
        <Fields />
      </Part>
      <Part name={t('choices')}>
        <Choices />
      </Part>
      <Part name={t('tabs')}>
        <Tabs
          label="Alerts"
          value={tab}
          onChange={setTab}
          tabs={[
            { id: 'mine', name: 'Mine', count: 1 },
            { id: 'unowned', name: 'Unowned', count: 3 },
          ]}
          beside={
            <Menu
              label="More actions"
              entries={[
                { id: 'copy', name: 'Copy link', icon: Copy, keys: 'y', run: () => undefined },
                {
                  id: 'noise',
                  name: 'Mark as noise',
                  icon: Trash2,
                  keys: 'n',
                  run: () => undefined,
                },
              ]}
            />
          }
        >
          <List>
            <Row state="sev2" subject="payments-api" sentence="pool wait 4.8 s" meta="02:08" />
            <Row
              state="sev3"
              subject="receipts"
              sentence="queue over 10 min, oldest waits 16 min"
              meta="02:36"
              picked
            />
            <Row state="sev4" subject="cdn-edge" sentence="certificate, 13 days" meta="00:00" />
          </List>
        </Tabs>
      </Part>
      <Part name={t('empty')}>
        <Empty good title="No alerts">
          Last event 4 s ago from Prometheus
        </Empty>
        <Empty
          good={false}
          title="Nobody is on call from now on"
          action={{ name: 'Cover it', href: '#' }}
        >
          Pages go to platform.
        </Empty>
      </Part>
    </div>
  );
}
