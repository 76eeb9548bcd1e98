import { Plus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SettingDocument } from '../../../preload/contract/index.ts';
import { Button, Checkbox, IconButton, TextField } from '../../ui/index.ts';
import { listIn } from './setting-json.ts';
import type { FormProps } from './simple-forms.tsx';
import { texts } from './texts.ts';

type Tag = SettingDocument<'tags'>['TagSet'][number];
type CorsRule = SettingDocument<'cors'>['CORSRules'][number];
type LifecycleRule = SettingDocument<'lifecycle'>['Rules'][number];

const replaced = <T,>(list: readonly T[], at: number, next: T): T[] =>
  list.map((one, index) => (index === at ? next : one));
const without = <T,>(list: readonly T[], at: number): T[] => list.filter((_one, index) => index !== at);
const lines = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

/** A rule with its number and a button to remove it. */
function Rule({
  name,
  onRemove,
  children,
}: {
  readonly name: string;
  readonly onRemove: () => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className="setting-rule" role="group" aria-label={name}>
      <div className="setting-rule-head">
        {name}
        <IconButton label={texts.removeRow(name)} icon={<Trash2 aria-hidden />} size="small" onPress={onRemove} />
      </div>
      {children}
    </div>
  );
}

const Add = ({ label, onPress }: { readonly label: string; readonly onPress: () => void }): ReactNode => (
  <div>
    <Button size="small" icon={<Plus aria-hidden />} onPress={onPress}>
      {label}
    </Button>
  </div>
);

export function TagsForm({ document, onChange }: FormProps): ReactNode {
  const tags = listIn(document, 'TagSet') as readonly Tag[];
  const change = (TagSet: readonly Tag[]): void => onChange({ TagSet });
  return (
    <>
      {tags.map((tag, index) => (
        <div key={index} className="setting-row">
          <TextField
            label={texts.tagKey}
            isLabelHidden={index > 0}
            value={tag.Key}
            maxLength={128}
            onChange={(Key) => change(replaced(tags, index, { ...tag, Key }))}
          />
          <TextField
            label={texts.tagValue}
            isLabelHidden={index > 0}
            value={tag.Value}
            maxLength={256}
            onChange={(Value) => change(replaced(tags, index, { ...tag, Value }))}
          />
          <IconButton
            label={texts.removeRow(tag.Key)}
            icon={<Trash2 aria-hidden />}
            onPress={() => change(without(tags, index))}
          />
        </div>
      ))}
      <Add label={texts.addTag} onPress={() => change([...tags, { Key: '', Value: '' }])} />
    </>
  );
}

const methods = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'] as const;

export function CorsForm({ document, onChange }: FormProps): ReactNode {
  const rules = listIn(document, 'CORSRules') as readonly CorsRule[];
  const change = (CORSRules: readonly CorsRule[]): void => onChange({ CORSRules });
  return (
    <>
      {rules.map((rule, index) => {
        const put = (next: Partial<CorsRule>): void => change(replaced(rules, index, { ...rule, ...next }));
        return (
          <Rule key={index} name={texts.rule(index + 1)} onRemove={() => change(without(rules, index))}>
            <TextField
              label={texts.origins}
              description={texts.originsHint}
              rows={2}
              isMono
              value={(rule.AllowedOrigins ?? []).join('\n')}
              onChange={(text) => put({ AllowedOrigins: text.split('\n') })}
              onBlur={() => put({ AllowedOrigins: lines((rule.AllowedOrigins ?? []).join('\n')) })}
            />
            <div role="group" aria-label={texts.methods} className="setting-checks">
              {methods.map((method) => (
                <Checkbox
                  key={method}
                  isSelected={(rule.AllowedMethods ?? []).includes(method)}
                  onChange={(isOn) =>
                    put({
                      AllowedMethods: methods.filter((one) =>
                        one === method ? isOn : rule.AllowedMethods.includes(one),
                      ),
                    })
                  }
                >
                  {method}
                </Checkbox>
              ))}
            </div>
            <TextField
              label={texts.headers}
              rows={1}
              isMono
              value={(rule.AllowedHeaders ?? []).join('\n')}
              onChange={(text) => put({ AllowedHeaders: text === '' ? [] : text.split('\n') })}
            />
            <TextField
              label={texts.expose}
              rows={1}
              isMono
              value={(rule.ExposeHeaders ?? []).join('\n')}
              onChange={(text) => put({ ExposeHeaders: text === '' ? [] : text.split('\n') })}
            />
            <TextField
              label={texts.maxAge}
              type="number"
              min={0}
              value={rule.MaxAgeSeconds === undefined ? '' : String(rule.MaxAgeSeconds)}
              onChange={(text) => {
                const { MaxAgeSeconds: _before, ...rest } = rule;
                change(replaced(rules, index, text === '' ? rest : { ...rest, MaxAgeSeconds: Number(text) }));
              }}
            />
          </Rule>
        );
      })}
      <Add
        label={texts.addRule}
        onPress={() => change([...rules, { AllowedMethods: ['GET'], AllowedOrigins: ['https://example.com'] }])}
      />
    </>
  );
}

/** The parts of a rule that the form shows; the others stay in the JSON. */
const shown = new Set([
  'ID',
  'Status',
  'Prefix',
  'Filter',
  'Expiration',
  'NoncurrentVersionExpiration',
  'AbortIncompleteMultipartUpload',
]);
const holdsMore = (rule: LifecycleRule): boolean =>
  Object.keys(rule).some((name) => !shown.has(name)) ||
  Object.keys(rule.Filter ?? {}).some((name) => name !== 'Prefix') ||
  Object.keys(rule.Expiration ?? {}).some((name) => name !== 'Days');

export function LifecycleForm({ document, onChange }: FormProps): ReactNode {
  const rules = listIn(document, 'Rules') as readonly LifecycleRule[];
  const change = (Rules: readonly LifecycleRule[]): void => onChange({ Rules });
  return (
    <>
      {rules.map((rule, index) => {
        const put = (next: LifecycleRule): void => change(replaced(rules, index, next));
        /** An empty field takes the part away. */
        const days = (text: string): number | undefined => (text === '' ? undefined : Number(text));
        const { Expiration, NoncurrentVersionExpiration, AbortIncompleteMultipartUpload, ...rest } = rule;
        const parts = {
          ...(Expiration === undefined ? {} : { Expiration }),
          ...(NoncurrentVersionExpiration === undefined ? {} : { NoncurrentVersionExpiration }),
          ...(AbortIncompleteMultipartUpload === undefined ? {} : { AbortIncompleteMultipartUpload }),
        };
        const drop = (name: keyof typeof parts): LifecycleRule => {
          const { [name]: _gone, ...left } = parts;
          return { ...rest, ...left };
        };
        return (
          <Rule key={index} name={texts.rule(index + 1)} onRemove={() => change(without(rules, index))}>
            <TextField
              label={texts.ruleName}
              value={rule.ID ?? ''}
              maxLength={255}
              onChange={(ID) => put({ ...rule, ID })}
            />
            <Checkbox
              isSelected={rule.Status === 'Enabled'}
              onChange={(isOn) => put({ ...rule, Status: isOn ? 'Enabled' : 'Disabled' })}
            >
              {texts.ruleOn}
            </Checkbox>
            {rule.Filter?.And === undefined && rule.Filter?.Tag === undefined ? (
              <TextField
                label={texts.rulePrefix}
                isMono
                value={rule.Filter?.Prefix ?? rule.Prefix ?? ''}
                onChange={(Prefix) => {
                  const { Prefix: _old, ...others } = rule;
                  put({ ...others, Filter: { ...rule.Filter, Prefix } });
                }}
              />
            ) : null}
            <TextField
              label={texts.expireDays}
              type="number"
              min={1}
              value={Expiration?.Days === undefined ? '' : String(Expiration.Days)}
              onChange={(text) => {
                const Days = days(text);
                put(Days === undefined ? drop('Expiration') : { ...rule, Expiration: { Days } });
              }}
            />
            <TextField
              label={texts.noncurrentDays}
              type="number"
              min={1}
              value={
                NoncurrentVersionExpiration === undefined ? '' : String(NoncurrentVersionExpiration.NoncurrentDays)
              }
              onChange={(text) => {
                const NoncurrentDays = days(text);
                put(
                  NoncurrentDays === undefined
                    ? drop('NoncurrentVersionExpiration')
                    : { ...rule, NoncurrentVersionExpiration: { ...NoncurrentVersionExpiration, NoncurrentDays } },
                );
              }}
            />
            <TextField
              label={texts.abortDays}
              type="number"
              min={1}
              value={
                AbortIncompleteMultipartUpload === undefined
                  ? ''
                  : String(AbortIncompleteMultipartUpload.DaysAfterInitiation)
              }
              onChange={(text) => {
                const DaysAfterInitiation = days(text);
                put(
                  DaysAfterInitiation === undefined
                    ? drop('AbortIncompleteMultipartUpload')
                    : { ...rule, AbortIncompleteMultipartUpload: { DaysAfterInitiation } },
                );
              }}
            />
            {holdsMore(rule) ? <p className="setting-note">{texts.moreInJson}</p> : null}
          </Rule>
        );
      })}
      <Add
        label={texts.addRule}
        onPress={() =>
          change([
            ...rules,
            { ID: `rule-${rules.length + 1}`, Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 365 } },
          ])
        }
      />
    </>
  );
}
