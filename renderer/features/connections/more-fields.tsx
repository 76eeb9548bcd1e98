import { useRef, useState, type ReactNode } from 'react';
import { Button, RadioGroup, TextField } from '../../ui/index.ts';
import { format } from '../../lib/index.ts';
import { certificatesIn } from './certificates-in.ts';
import { ColourPicker } from './connection-colour.tsx';
import type { FieldsProps } from './connection-fields.tsx';
import { texts } from './texts.ts';
import { BucketFields } from './where-fields.tsx';

/** What few connections need: behind 'More settings'. */
export function MoreFields(props: FieldsProps): ReactNode {
  const { provider, draft, errorOf, onChange } = props;
  return (
    <>
      <ColourPicker value={draft.colour} onChange={(colour) => onChange({ colour })} />
      {provider.needsBucket || provider.asksBucket ? null : <BucketFields {...props} />}
      <TextField
        label={texts.sessionToken}
        type="password"
        autoComplete="new-password"
        isMono
        value={draft.sessionToken}
        onChange={(sessionToken) => onChange({ sessionToken })}
      />
      <RadioGroup
        label={texts.addressing}
        value={draft.addressing}
        onChange={(addressing) => onChange({ addressing })}
        options={[
          { id: 'path', label: texts.addressingPath, description: texts.addressingPathAbout },
          { id: 'virtual', label: texts.addressingVirtual, description: texts.addressingVirtualAbout },
        ]}
      />
      <CertificateField ca={draft.ca} onChange={(ca) => onChange({ ca })} />
      <TextField
        label={texts.proxy}
        description={texts.proxyHint}
        type="url"
        isMono
        value={draft.proxy}
        maxLength={600}
        error={errorOf('proxy')}
        onChange={(proxy) => onChange({ proxy })}
      />
      {draft.clockOffset === undefined ? null : (
        <p className="connection-note">
          {texts.clockSet(format.count(Math.round(Math.abs(draft.clockOffset) / 60_000)))}{' '}
          <Button size="small" onPress={() => onChange({ clockOffset: undefined })}>
            {texts.clockForget}
          </Button>
        </p>
      )}
    </>
  );
}

/** Certificates beside those of the system, from a PEM file. */
function CertificateField({
  ca,
  onChange,
}: {
  readonly ca: string;
  readonly onChange: (ca: string) => void;
}): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  const [isWrong, setWrong] = useState(false);
  const count = certificatesIn(ca)?.count ?? 0;
  const take = async (file: File | undefined): Promise<void> => {
    // A bundle of all authorities of a system is about 200 KiB; more than the contract takes is refused before it is read.
    const found = file === undefined || file.size > 65_536 ? undefined : certificatesIn(await file.text());
    setWrong(file !== undefined && found === undefined);
    if (found !== undefined) onChange(found.pem);
  };
  return (
    <div className="field" role="group" aria-label={texts.ca}>
      <span className="field-label">{texts.ca}</span>
      <div className="connection-ca">
        <span className="field-description">{count === 0 ? texts.caNone : texts.caSome(count)}</span>
        <Button size="small" onPress={() => input.current?.click()}>
          {texts.caChoose}
        </Button>
        {count === 0 ? null : (
          <Button size="small" variant="ghost" onPress={() => onChange('')}>
            {texts.caRemove}
          </Button>
        )}
      </div>
      {isWrong ? (
        <span className="field-error" role="alert">
          {texts.caWrong}
        </span>
      ) : null}
      <input
        ref={input}
        type="file"
        accept=".pem,.crt,.cer,.ca"
        aria-label={texts.caChoose}
        tabIndex={-1}
        className="visually-hidden"
        onChange={(event) => {
          void take(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}
