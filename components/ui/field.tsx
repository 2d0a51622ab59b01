import { cloneElement, type ReactElement, type ReactNode, useId } from 'react';

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with the value, and what would be right. */
  error?: string | null;
  /** One Input, Select or TextArea: it gets its id and its descriptions from here. */
  children: ReactElement<{ id?: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }>;
  className?: string;
}

/** Label, control, hint and error, tied together. */
export function Field({ label, hint, error, children, className }: FieldProps) {
  const generated = useId();
  const id = children.props.id ?? generated;
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium text-ink-2 text-small">
        {label}
      </label>
      {cloneElement(children, {
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {hint ? (
        <p id={`${id}-hint`} className="mt-1 text-ink-3 text-small">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} role="alert" className="mt-1 text-crit text-small">
          {error}
        </p>
      ) : null}
    </div>
  );
}
