import type { ReactNode, Ref } from 'react';
import {
  FieldError,
  Group,
  Input,
  Label,
  Text,
  TextArea as AriaTextArea,
  TextField,
} from 'react-aria-components';

import { cx } from './cx.ts';
import { SeverityShape } from './Severity.tsx';

import styles from './Field.module.css';

interface FieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Printed inside, after the value: "Berlin, UTC+1". */
  zone?: ReactNode;
  /** What the value means, in words, while it is typed. */
  preview?: ReactNode;
  /** A sentence that says what to type instead. */
  error?: string | undefined;
  type?:
    | 'text'
    | 'email'
    | 'password'
    | 'tel'
    | 'url'
    | 'search'
    | 'datetime-local'
    | 'date'
    | 'time'
    | 'number';
  name?: string;
  autoComplete?: string;
  inputMode?: 'text' | 'numeric' | 'tel' | 'email' | 'url' | 'search';
  ask?: string | undefined;
  required?: boolean;
  disabled?: boolean;
  readOnly?: boolean;
  autoFocus?: boolean;
  hideLabel?: boolean;
  inputRef?: Ref<HTMLInputElement>;
  mono?: boolean;
  className?: string;
}

/** One line of text with its label above; the error sits below, with its shape. */
export function Field(props: FieldProps) {
  const {
    label,
    value,
    onChange,
    zone,
    preview,
    error,
    type = 'text',
    hideLabel = false,
    mono = false,
  } = props;
  return (
    <TextField
      className={cx(styles.field, props.className)}
      value={value}
      onChange={onChange}
      type={type as 'text'}
      name={props.name ?? ''}
      autoComplete={props.autoComplete ?? 'off'}
      isRequired={props.required ?? false}
      isDisabled={props.disabled ?? false}
      isReadOnly={props.readOnly ?? false}
      isInvalid={error !== undefined}
      autoFocus={props.autoFocus ?? false}
      validationBehavior="aria"
    >
      <Label className={cx(styles.label, hideLabel && 'hidden-text')}>{label}</Label>
      <Group className={styles.box}>
        <Input
          ref={props.inputRef ?? null}
          className={cx(styles.input, mono && styles.mono)}
          placeholder={props.ask}
          inputMode={props.inputMode}
        />
        {zone ? <span className={styles.zone}>{zone}</span> : null}
      </Group>
      <Below preview={preview} error={error} />
    </TextField>
  );
}

/** What the value means, or what is wrong with it. */
function Below({ preview, error }: Pick<FieldProps, 'preview' | 'error'>) {
  return (
    <>
      {preview && !error ? (
        <Text slot="description" className={styles.preview}>
          {preview}
        </Text>
      ) : null}
      <FieldError className={styles.error}>
        <SeverityShape state="sev1" size={14} />
        <span>{error}</span>
      </FieldError>
    </>
  );
}

interface TextAreaProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  rows?: number;
  preview?: ReactNode;
  error?: string | undefined;
  ask?: string | undefined;
  hideLabel?: boolean;
  mono?: boolean;
  onBlur?: () => void;
  disabled?: boolean;
}

/** Several lines of text; grows with what is typed where the browser can. */
export function TextArea({
  label,
  value,
  onChange,
  rows = 3,
  preview,
  error,
  ask,
  hideLabel = false,
  mono = false,
  onBlur,
  disabled = false,
}: TextAreaProps) {
  return (
    <TextField
      className={styles.field}
      value={value}
      onChange={onChange}
      isInvalid={error !== undefined}
      isDisabled={disabled}
      {...(onBlur && { onBlur })}
      validationBehavior="aria"
    >
      <Label className={cx(styles.label, hideLabel && 'hidden-text')}>{label}</Label>
      <AriaTextArea
        className={cx(styles.box, styles.area, mono && styles.mono)}
        rows={rows}
        placeholder={ask}
      />
      <Below preview={preview} error={error} />
    </TextField>
  );
}
