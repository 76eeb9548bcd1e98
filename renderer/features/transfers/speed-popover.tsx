import './speed-popover.css';
import { Gauge } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { LimitsNow, Settings } from '../../../preload/contract/index.ts';
import { format } from '../../lib/index.ts';
import { takeNewest, useClient, useStream } from '../../rpc/index.ts';
import { Button, CountField, ErrorNotice, RateField, useChanges } from '../../ui/index.ts';
import { texts } from './texts.ts';

const shownRate = (bytes: number): string => (bytes === 0 ? texts.speed.none : format.rate(bytes));
const isBound = ({ upload, download }: LimitsNow): boolean => upload > 0 || download > 0;

/** The limits that hold now, in the bar; a press opens them to be changed, which applies at once. */
export function SpeedPopover({ onSettings }: { readonly onSettings: (() => void) | undefined }): ReactNode {
  const client = useClient();
  const { value: limits } = useStream(client.transfers.limits, takeNewest);
  const { value: settings } = useStream(client.settings.watch, takeNewest);
  const { speed } = texts;
  const label =
    limits !== undefined && isBound(limits)
      ? speed.now(shownRate(limits.upload), shownRate(limits.download))
      : speed.button;
  return (
    <DialogTrigger>
      <Button size="small" variant="ghost" icon={<Gauge aria-hidden />} className="speed-button">
        {label === speed.button ? (
          label
        ) : (
          <>
            <span className="visually-hidden">{speed.button}: </span>
            {label}
          </>
        )}
      </Button>
      <Popover className="menu-popover speed-popover" placement="top end">
        <Dialog className="speed-dialog" aria-label={speed.button}>
          {({ close }) =>
            limits === undefined || settings === undefined ? null : (
              <SpeedForm
                limits={limits}
                settings={settings}
                onSettings={
                  onSettings === undefined
                    ? undefined
                    : () => {
                        close();
                        onSettings();
                      }
                }
              />
            )
          }
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

interface SpeedFormProps {
  readonly limits: LimitsNow;
  readonly settings: Settings;
  readonly onSettings: (() => void) | undefined;
}

function SpeedForm({ limits, settings: current, onSettings }: SpeedFormProps): ReactNode {
  const client = useClient();
  const { speed } = texts;
  const { value, error, change, clear } = useChanges<Settings>(current, (part) => client.settings.change(part));
  const settings = value ?? current;
  const { until } = limits;
  const isAside = !limits.scheduled && until !== undefined && settings.scheduleOffUntil === until;
  return (
    <>
      {error === undefined ? null : <ErrorNotice error={error} onAction={clear} />}
      {limits.scheduled ? (
        <div className="speed-schedule">
          <p>
            {speed.scheduled(shownRate(limits.upload), shownRate(limits.download))}
            {until === undefined ? '' : ` ${speed.until(format.when(until))}`}
          </p>
          {until === undefined ? null : (
            <Button size="small" onPress={() => change({ scheduleOffUntil: until })}>
              {speed.ignore}
            </Button>
          )}
        </div>
      ) : isAside ? (
        <div className="speed-schedule">
          <p>{speed.putAside(format.when(until))}</p>
          <Button size="small" onPress={() => change({ scheduleOffUntil: 0 })}>
            {speed.obey}
          </Button>
        </div>
      ) : null}
      <RateField
        label={speed.upload}
        placeholder={speed.none}
        problem={speed.problem}
        value={settings.uploadLimit}
        onChange={(uploadLimit) => change({ uploadLimit })}
      />
      <RateField
        label={speed.download}
        placeholder={speed.none}
        problem={speed.problem}
        description={speed.unit}
        value={settings.downloadLimit}
        onChange={(downloadLimit) => change({ downloadLimit })}
      />
      <CountField
        label={speed.parallel}
        min={1}
        max={32}
        problem={speed.parallelProblem}
        description={speed.parallelHint}
        value={settings.parallelFiles}
        onChange={(parallelFiles) => change({ parallelFiles })}
      />
      {onSettings === undefined ? null : (
        <Button size="small" variant="ghost" onPress={onSettings}>
          {speed.settings}
        </Button>
      )}
    </>
  );
}
