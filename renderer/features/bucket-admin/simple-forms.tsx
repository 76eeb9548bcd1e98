import type { ReactNode } from 'react';
import type { SettingDocument } from '../../../preload/contract/index.ts';
import { Checkbox, RadioGroup, Select, TextField } from '../../ui/index.ts';
import { listIn } from './setting-json.ts';
import { texts } from './texts.ts';

/** A form over one document: it shows what it understands, and hands the whole document on with what was changed. */
export interface FormProps {
  readonly document: Readonly<Record<string, unknown>>;
  readonly onChange: (document: object) => void;
}

export function VersioningForm({ document, onChange }: FormProps): ReactNode {
  return (
    <RadioGroup
      label={texts.versioningLabel}
      value={document['Status'] === 'Enabled' ? 'Enabled' : 'Suspended'}
      onChange={(Status) => onChange({ ...document, Status })}
      options={[
        { id: 'Enabled', label: texts.versioningOn, description: texts.versioningOnAbout },
        { id: 'Suspended', label: texts.versioningOff, description: texts.versioningOffAbout },
      ]}
    />
  );
}

type OwnershipRule = SettingDocument<'ownership'>['Rules'][number];
export function OwnershipForm({ document, onChange }: FormProps): ReactNode {
  const [rule] = listIn(document, 'Rules') as readonly OwnershipRule[];
  return (
    <RadioGroup
      label={texts.ownershipLabel}
      value={rule?.ObjectOwnership}
      onChange={(ObjectOwnership) => onChange({ Rules: [{ ObjectOwnership }] })}
      options={(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'] as const).map((id) => ({
        id,
        label: texts.ownerships[id][0],
        description: texts.ownerships[id][1],
      }))}
    />
  );
}

export function PublicAccessForm({ document, onChange }: FormProps): ReactNode {
  const names = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;
  return (
    <>
      {names.map((name) => (
        <Checkbox
          key={name}
          isSelected={document[name] === true}
          description={texts.blocks[name][1]}
          onChange={(isOn) => onChange({ ...document, [name]: isOn })}
        >
          {texts.blocks[name][0]}
        </Checkbox>
      ))}
    </>
  );
}

type EncryptionRule = SettingDocument<'encryption'>['Rules'][number];
export function EncryptionForm({ document, onChange }: FormProps): ReactNode {
  const [rule = {}, ...others] = listIn(document, 'Rules') as readonly EncryptionRule[];
  const by = rule.ApplyServerSideEncryptionByDefault ?? { SSEAlgorithm: 'AES256' as const };
  const change = (next: EncryptionRule): void => onChange({ ...document, Rules: [{ ...rule, ...next }, ...others] });
  return (
    <>
      <Select
        label={texts.algorithm}
        value={by.SSEAlgorithm}
        items={(['AES256', 'aws:kms', 'aws:kms:dsse'] as const).map((id) => ({ id, label: texts.algorithms[id] }))}
        onChange={(SSEAlgorithm) =>
          change({
            ApplyServerSideEncryptionByDefault: SSEAlgorithm === 'AES256' ? { SSEAlgorithm } : { ...by, SSEAlgorithm },
          })
        }
      />
      {by.SSEAlgorithm === 'AES256' ? null : (
        <>
          <TextField
            label={texts.kmsKey}
            isMono
            value={by.KMSMasterKeyID ?? ''}
            maxLength={1024}
            onChange={(key) =>
              change({
                ApplyServerSideEncryptionByDefault: {
                  SSEAlgorithm: by.SSEAlgorithm,
                  ...(key === '' ? {} : { KMSMasterKeyID: key }),
                },
              })
            }
          />
          <Checkbox
            isSelected={rule.BucketKeyEnabled === true}
            onChange={(BucketKeyEnabled) => change({ BucketKeyEnabled })}
          >
            {texts.bucketKey}
          </Checkbox>
        </>
      )}
    </>
  );
}
