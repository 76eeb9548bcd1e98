import './transfer-settings.css';
import { Plus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { LimitRule, Settings } from '../../../preload/contract/index.ts';
import { format } from '../../lib/index.ts';
import { Badge, Button, CountField, IconButton, RateField, ScreenSection } from '../../ui/index.ts';
import { daysInOrder, dayNames, ruleHours, timeOf, minuteOf } from './limit-hours.ts';
import { texts } from './texts.ts';

export interface TransferSettingsProps {
  readonly settings: Settings;
  readonly onChange: (part: Partial<Settings>) => void;
}

/** How fast transfers may go: always, and at some hours of some days. */
export function TransferSettings({ settings, onChange }: TransferSettingsProps): ReactNode {
  return (
    <>
      <ScreenSection title={texts.transfers}>
        <CountField
          label={texts.parallelLabel}
          min={1}
          max={32}
          value={settings.parallelFiles}
          description={texts.parallelHint}
          problem={texts.parallelProblem}
          onChange={(parallelFiles) => onChange({ parallelFiles })}
        />
        <div className="limit-pair">
          <RateField
            label={texts.uploadLimit}
            placeholder={texts.noLimit}
            problem={texts.rateProblem}
            value={settings.uploadLimit}
            onChange={(uploadLimit) => onChange({ uploadLimit })}
          />
          <RateField
            label={texts.downloadLimit}
            placeholder={texts.noLimit}
            problem={texts.rateProblem}
            value={settings.downloadLimit}
            onChange={(downloadLimit) => onChange({ downloadLimit })}
          />
        </div>
        <p className="field-description">{texts.rateHint}</p>
      </ScreenSection>
      <Schedule settings={settings} onChange={onChange} />
    </>
  );
}

/** A start that most people can use as it is. */
const workHours: LimitRule = {
  days: [1, 2, 3, 4, 5],
  from: 9 * 60,
  to: 18 * 60,
  uploadLimit: 1024 * 1024,
  downloadLimit: 0,
};
const mostRules = 20;
/** Rules have no names: their place is what they are. */
const placeOf = (index: number): string => `hours ${index + 1}`;

function Schedule({ settings, onChange }: TransferSettingsProps): ReactNode {
  const { limitSchedule: rules } = settings;
  const put = (limitSchedule: readonly LimitRule[]): void => onChange({ limitSchedule: [...limitSchedule] });
  return (
    <ScreenSection
      title={texts.schedule}
      about={texts.scheduleAbout}
      actions={
        <Button
          icon={<Plus aria-hidden />}
          isDisabled={rules.length >= mostRules}
          onPress={() => put([...rules, workHours])}
        >
          {texts.addHours}
        </Button>
      }
    >
      {rules.length === 0 ? <p className="field-description">{texts.noSchedule}</p> : null}
      {rules.map((rule, index) => (
        <Hours
          key={placeOf(index)}
          rule={rule}
          index={index}
          onChange={(next) => put(rules.with(index, next))}
          onRemove={() => put(rules.toSpliced(index, 1))}
        />
      ))}
    </ScreenSection>
  );
}

interface HoursProps {
  readonly rule: LimitRule;
  readonly index: number;
  readonly onChange: (rule: LimitRule) => void;
  readonly onRemove: () => void;
}

function Hours({ rule, index, onChange, onRemove }: HoursProps): ReactNode {
  const name = texts.hoursName(index + 1);
  const toggle = (day: number): void => {
    const days = rule.days.includes(day)
      ? rule.days.filter((one) => one !== day)
      : [...rule.days, day].toSorted((a, b) => a - b);
    // A rule without a day would never hold: the last one stays.
    if (days.length > 0) onChange({ ...rule, days });
  };
  const time = (typed: string, part: 'from' | 'to'): void => {
    const minute = minuteOf(typed);
    if (minute !== undefined) onChange({ ...rule, [part]: minute });
  };
  return (
    <div role="group" aria-label={name} className="limit-hours">
      <header className="limit-hours-header">
        <span className="field-label">{ruleHours(rule)}</span>
        {rule.to <= rule.from ? <Badge>{texts.overnight}</Badge> : null}
        <IconButton
          label={texts.removeHours(index + 1)}
          icon={<Trash2 aria-hidden />}
          size="small"
          className="limit-hours-remove"
          onPress={onRemove}
        />
      </header>
      <div role="group" aria-label={texts.days} className="limit-days">
        {daysInOrder().map((day) => (
          <button
            key={day}
            type="button"
            className="limit-day"
            aria-pressed={rule.days.includes(day)}
            aria-label={dayNames.long(day)}
            onClick={() => toggle(day)}
          >
            {dayNames.short(day)}
          </button>
        ))}
      </div>
      <div className="limit-pair">
        <label className="field">
          <span className="field-label">{texts.from}</span>
          <input
            type="time"
            required
            className="field-input"
            value={timeOf(rule.from)}
            onChange={(event) => time(event.target.value, 'from')}
          />
        </label>
        <label className="field">
          <span className="field-label">{texts.to}</span>
          <input
            type="time"
            required
            className="field-input"
            value={timeOf(rule.to)}
            onChange={(event) => time(event.target.value, 'to')}
          />
        </label>
        <RateField
          label={texts.uploadLimit}
          placeholder={texts.noLimit}
          problem={texts.rateProblem}
          value={rule.uploadLimit}
          onChange={(uploadLimit) => onChange({ ...rule, uploadLimit })}
        />
        <RateField
          label={texts.downloadLimit}
          placeholder={texts.noLimit}
          problem={texts.rateProblem}
          value={rule.downloadLimit}
          onChange={(downloadLimit) => onChange({ ...rule, downloadLimit })}
        />
      </div>
      <p className="field-description">
        {texts.hoursSay(
          rule.uploadLimit === 0 ? texts.noLimit : format.rate(rule.uploadLimit),
          rule.downloadLimit === 0 ? texts.noLimit : format.rate(rule.downloadLimit),
        )}
      </p>
    </div>
  );
}
