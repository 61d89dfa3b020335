import { X } from 'lucide-react';
import { useState } from 'react';

import { servicesApi } from '#services/contract';
import { statusPagesApi, type StatusPageBody } from '#updates/contract';

import { fieldErrors, words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { useMe } from '../client/session.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Confirm } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { Select } from '../ui/Select.tsx';
import { toast } from '../ui/Toast.tsx';
import { t } from './messages.en.ts';

import styles from './StatusPages.module.css';

/** Small letters, digits and hyphens of a name. */
function slugOf(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);
}

/** A page's name and the parts it shows, each following a service or set by hand. */
export function StatusPageForm({
  page,
  onClose,
}: {
  page: StatusPageBody | null;
  onClose: () => void;
}) {
  const me = useMe();
  const services = useRead(servicesApi.list, { query: { limit: 200 } });
  const [name, setName] = useState(page?.name ?? me.organisation.name);
  const [parts, setParts] = useState(
    page?.components.map((part) => ({ name: part.name, service: part.service })) ?? [
      { name: '', service: null as string | null },
    ],
  );
  const [removing, setRemoving] = useState(false);
  const touches = ['status'];
  const create = useWrite(statusPagesApi.create, { touches, onDone: onClose });
  const edit = useWrite(statusPagesApi.edit, { touches, onDone: onClose });
  const remove = useWrite(statusPagesApi.remove, {
    touches,
    onDone: () => {
      toast({ text: t('removed') });
      onClose();
    },
    onFail: (error) => toast({ text: words(error), state: 'sev2' }),
  });
  const failure = create.error ?? edit.error;
  const errors = fieldErrors(failure);
  const slug = page?.slug ?? slugOf(name);
  const save = () => {
    const components = parts
      .filter((part) => part.name.trim() !== '')
      .map((part) => ({ name: part.name.trim(), service: part.service }));
    if (page === null)
      create.mutate({ body: { slug, name: name.trim(), timezone: me.timezone, components } });
    else
      edit.mutate({
        params: { id: page.id },
        body: { name: name.trim(), components },
        headers: { 'if-match': `"${page.version}"` },
      });
  };
  const set = (index: number, next: Partial<(typeof parts)[number]>) =>
    setParts((before) => before.map((part, at) => (at === index ? { ...part, ...next } : part)));
  const options = [
    { id: '', name: t('part.noService') },
    ...(services.data?.items ?? []).map((one) => ({ id: one.slug, name: one.name })),
  ];
  if (removing && page) {
    return (
      <Confirm
        title={t('remove.title', { name: page.name })}
        action={t('remove')}
        sending={remove.isPending}
        onConfirm={() => remove.mutate({ params: { id: page.id } })}
        onClose={() => setRemoving(false)}
      >
        {t('remove.text')}
      </Confirm>
    );
  }
  return (
    <FormDialog
      wide
      title={page ? page.name : t('add.title')}
      action={t('save')}
      back={
        page ? (
          <Button kind="danger" onPress={() => setRemoving(true)}>
            {t('remove')}
          </Button>
        ) : undefined
      }
      ready={name.trim() !== ''}
      sending={create.isPending || edit.isPending}
      failure={failure && Object.keys(errors).length === 0 && words(failure)}
      onSubmit={save}
      onClose={onClose}
    >
      <Field
        label={t('name')}
        ask={t('name.ask')}
        value={name}
        onChange={setName}
        preview={page ? undefined : t('slug.hint', { url: `${location.origin}/status/${slug}` })}
        error={errors['name'] ?? errors['slug']}
        autoFocus
      />
      <h3 className={styles.sub}>{t('parts')}</h3>
      {parts.map((part, index) => (
        <div key={index} className={styles.part}>
          <Field
            label={t('part.name')}
            hideLabel={index > 0}
            value={part.name}
            onChange={(next) => set(index, { name: next })}
          />
          <Select
            label={t('part.service')}
            hideLabel={index > 0}
            value={part.service ?? ''}
            onChange={(next) =>
              set(index, {
                service: next === '' ? null : next,
                ...(part.name === '' && {
                  name: options.find((one) => one.id === next)?.name ?? '',
                }),
              })
            }
            options={options}
          />
          <IconButton
            icon={X}
            label={t('part.out', { name: part.name || t('part.new') })}
            onPress={() => setParts((before) => before.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <div>
        <Button
          size="small"
          onPress={() => setParts((before) => [...before, { name: '', service: null }])}
        >
          {t('part.add')}
        </Button>
      </div>
    </FormDialog>
  );
}
