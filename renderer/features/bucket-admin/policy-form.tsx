import type { ReactNode } from 'react';
import { Banner, Button } from '../../ui/index.ts';
import { policySummary } from './policy-summary.ts';
import { publicRead, tlsOnly } from './setting-json.ts';
import type { FormProps } from './simple-forms.tsx';
import { texts } from './texts.ts';

/** What a policy says in plain words, and whether it lets everybody in; the JSON beside it is where it is written. */
export function PolicyForm({
  document,
  onChange,
  bucket,
  isPublic,
}: FormProps & { readonly bucket: string; readonly isPublic: boolean | undefined }): ReactNode {
  const lines = policySummary(document);
  const opens = lines.some((line) => line.isPublic);
  return (
    <>
      {opens ? (
        <Banner tone="warning">{texts.policyPublic}</Banner>
      ) : isPublic === true ? (
        <Banner tone="warning">{texts.policyStorePublic}</Banner>
      ) : (
        <p className="setting-note">{texts.policyNotPublic}</p>
      )}
      <h3 className="field-label">{texts.policySays}</h3>
      <ul className="policy-lines">
        {lines.map(({ text }, index) => (
          <li key={`${index} ${text}`}>
            <bdi>{text}</bdi>
          </li>
        ))}
      </ul>
      <div className="setting-actions">
        <span>{texts.policyTemplates}</span>
        <Button size="small" onPress={() => onChange(tlsOnly(bucket))}>
          {texts.policyTlsOnly}
        </Button>
        <Button size="small" onPress={() => onChange(publicRead(bucket))}>
          {texts.policyPublicRead}
        </Button>
      </div>
    </>
  );
}
