import { useState } from 'react';

import { policiesApi } from '#paging/contract';
import { teamsApi } from '#people/contract';
import type { Static } from '#platform/endpoint';
import { servicesApi, type ServiceDetail } from '#services/contract';

import { useGo } from '../client/address.ts';
import { fieldErrors, words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { useOwnTeam } from '../client/session.ts';
import { FilterChip } from '../ui/Chip.tsx';
import { Field, TextArea } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { Select } from '../ui/Select.tsx';
import { t } from './messages.en.ts';

import styles from './ServicesPage.module.css';

type Detail = Static<typeof ServiceDetail>;
const tiers = ['1', '2', '3', '4'] as const;

/** Adds a service, or changes whose it is, who is paged and what it needs. */
export function ServiceForm({ service, onClose }: { service: Detail | null; onClose: () => void }) {
  const go = useGo();
  const teams = useRead(teamsApi.list, { query: { limit: 200 } });
  const policies = useRead(policiesApi.list, { query: { limit: 200 } });
  const others = useRead(servicesApi.list, { query: { limit: 200 } });
  const [name, setName] = useState(service?.name ?? '');
  const [description, setDescription] = useState(service?.description ?? '');
  const own = useOwnTeam();
  const [team, setTeam] = useState(service ? (service.team ?? '') : (own ?? ''));
  const [policy, setPolicy] = useState(service?.escalationPolicy ?? '');
  const [tier, setTier] = useState(String(service?.tier ?? 3));
  const [needs, setNeeds] = useState<string[]>(service?.dependsOn ?? []);
  const done = (saved: Detail) => {
    onClose();
    if (service === null) go(`/services/${saved.slug}`);
  };
  const create = useWrite(servicesApi.create, { touches: ['services', 'now'], onDone: done });
  const update = useWrite(servicesApi.update, { touches: ['services', 'now'], onDone: done });
  const failure = create.error ?? update.error;
  const errors = fieldErrors(failure);
  const save = () => {
    const body = {
      name: name.trim(),
      description,
      team: team || null,
      escalationPolicy: policy || null,
      tier: Number(tier),
      dependsOn: needs,
    };
    if (service === null) create.mutate({ body });
    else
      update.mutate({
        params: { id: service.id },
        body,
        headers: { 'if-match': `"${service.version}"` },
      });
  };
  const rest = (others.data?.items ?? []).filter(
    (other) => other.slug !== service?.slug && !needs.includes(other.slug),
  );
  const nameOf = (slug: string) =>
    others.data?.items.find((other) => other.slug === slug)?.name ?? slug;
  return (
    <FormDialog
      title={service ? t('edit.title', { name: service.name }) : t('add.title')}
      action={t('save')}
      ready={name.trim() !== ''}
      sending={create.isPending || update.isPending}
      failure={failure && Object.keys(errors).length === 0 && words(failure)}
      onSubmit={save}
      onClose={onClose}
    >
      <Field
        label={t('name')}
        value={name}
        onChange={setName}
        error={errors['name'] ?? errors['slug']}
        autoFocus
      />
      <Select
        label={t('team')}
        value={team}
        onChange={setTeam}
        options={[
          { id: '', name: t('nobody') },
          ...(teams.data?.items ?? []).map((one) => ({ id: one.slug, name: one.name })),
        ]}
      />
      <Select
        label={t('policy')}
        value={policy}
        onChange={setPolicy}
        options={[
          { id: '', name: t('noPolicy') },
          ...(policies.data?.items ?? []).map((one) => ({ id: one.slug, name: one.name })),
        ]}
      />
      <Select
        label={t('tier.label')}
        value={tier}
        onChange={setTier}
        options={tiers.map((id) => ({ id, name: t(`tier.${id}`) }))}
      />
      {needs.length > 0 ? (
        <div className={styles.needs} role="group" aria-label={t('needs')}>
          {needs.map((slug) => (
            <FilterChip
              key={slug}
              onRemove={() => setNeeds((before) => before.filter((one) => one !== slug))}
            >
              {nameOf(slug)}
            </FilterChip>
          ))}
        </div>
      ) : null}
      {rest.length > 0 ? (
        <Select
          label={t('needs.add')}
          value={null}
          onChange={(slug) => setNeeds((before) => [...before, slug])}
          options={rest.map((other) => ({ id: other.slug, name: other.name }))}
        />
      ) : null}
      <TextArea
        label={t('description')}
        value={description}
        onChange={setDescription}
        rows={2}
        error={errors['description']}
      />
    </FormDialog>
  );
}
