import './panes.css';
import { X } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import type { Connection, Place } from '../../preload/contract/index.ts';
import { IconButton, type Command } from '../ui/index.ts';
import { BrowserPane, type PaneServices } from './browser-pane.tsx';
import type { PaneHandles, PaneName } from './pane-handles.ts';
import type { SecondPane } from './second-pane.ts';
import { texts } from './texts.ts';

export interface PanesProps {
  readonly services: PaneServices;
  readonly connection: Connection;
  readonly place: Place;
  readonly focusKey: string | undefined;
  readonly second: SecondPane;
  readonly active: PaneName;
  readonly onActive: (pane: PaneName) => void;
  readonly areDetailsOpen: boolean;
  readonly leadingCommands: readonly Command[];
  readonly onNavigate: (place: Place, focusKey?: string) => void;
  readonly handles: PaneHandles;
}

/** One place, or two beside one another: the one that was used last takes keys and commands. */
export function Panes(props: PanesProps): ReactNode {
  const { services, connection, place, second, active, onActive, handles } = props;
  const other = second.entry;
  const otherConnection = services.connections.find(({ id }) => id === other?.place.connectionId);
  const isSplit = other !== undefined && otherConnection !== undefined;
  const isGone = other !== undefined && otherConnection === undefined;
  const { close } = second;
  useEffect(() => {
    if (isGone) close();
  }, [isGone, close]);
  const wrap = (name: PaneName, label: string, content: ReactNode): ReactNode => (
    <PaneFrame key={name} label={isSplit ? label : undefined} isActive={active === name} onUse={() => onActive(name)}>
      {content}
    </PaneFrame>
  );
  return (
    <div className="panes">
      {wrap(
        'first',
        texts.firstPane,
        <BrowserPane
          services={services}
          connection={connection}
          place={place}
          focusKey={props.focusKey}
          otherPlace={isSplit ? other.place : undefined}
          isActive={!isSplit || active === 'first'}
          areDetailsOpen={props.areDetailsOpen && !isSplit}
          leadingCommands={props.leadingCommands}
          onNavigate={props.onNavigate}
          handle={handles.setFirst}
        />,
      )}
      {isSplit
        ? wrap(
            'second',
            texts.secondPane,
            <>
              <BrowserPane
                services={services}
                connection={otherConnection}
                place={other.place}
                focusKey={other.focusKey}
                otherPlace={place}
                isActive={active === 'second'}
                areDetailsOpen={false}
                leadingCommands={props.leadingCommands.map((command) => ofSecond(command, second))}
                onNavigate={second.go}
                handle={handles.setSecond}
              />
              <span className="pane-close">
                <IconButton label={texts.closePane} icon={<X aria-hidden />} size="small" onPress={close} />
              </span>
            </>,
          )
        : null}
    </div>
  );
}

/** Back and forward of the second pane are its own. */
function ofSecond(command: Command, second: SecondPane): Command {
  if (command.id === 'shell.back') {
    return { ...command, disabledReason: second.canGoBack ? undefined : texts.whyNoBack, run: second.back };
  }
  if (command.id === 'shell.forward') {
    return { ...command, disabledReason: second.canGoForward ? undefined : texts.whyNoForward, run: second.forward };
  }
  return command;
}

interface PaneFrameProps {
  /** Absent where there is one pane only. */
  readonly label: string | undefined;
  readonly isActive: boolean;
  readonly onUse: () => void;
  readonly children: ReactNode;
}

function PaneFrame({ label, isActive, onUse, children }: PaneFrameProps): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const use = useRef(onUse);
  useEffect(() => {
    use.current = onUse;
  });
  // By the capturing phase: what is pressed inside may stop its events.
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const listener = (): void => use.current();
    element.addEventListener('focusin', listener, true);
    element.addEventListener('pointerdown', listener, true);
    return () => {
      element.removeEventListener('focusin', listener, true);
      element.removeEventListener('pointerdown', listener, true);
    };
  }, []);
  return (
    <div
      ref={frame}
      className={`pane${label !== undefined && isActive ? ' is-active' : ''}`}
      {...(label === undefined ? {} : { role: 'region', 'aria-label': label })}
    >
      {children}
    </div>
  );
}
