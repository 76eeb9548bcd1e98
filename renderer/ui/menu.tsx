import './menu.css';
import { Check } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { Keyboard, Menu as AriaMenu, MenuItem, MenuTrigger, Popover, Separator, Text } from 'react-aria-components';
import { Button, type ButtonProps } from './button.tsx';
import { IconButton } from './icon-button.tsx';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly shortcut?: string | undefined;
  /** Shown beneath the label; where set, the entry cannot be chosen. */
  readonly disabledReason?: string | undefined;
  readonly isDanger?: boolean;
  readonly isChecked?: boolean;
  /** A line above this entry. */
  readonly startsGroup?: boolean;
}

interface MenuListProps {
  readonly label: string;
  readonly items: readonly MenuEntry[];
  readonly onAction: (id: string) => void;
}

function MenuList({
  label,
  items,
  onAction,
  startsFocused = false,
}: MenuListProps & { readonly startsFocused?: boolean }): ReactNode {
  return (
    <AriaMenu
      className="menu"
      {...(startsFocused ? { autoFocus: 'first' } : {})}
      aria-label={label}
      onAction={(key) => onAction(String(key))}
      disabledKeys={items.filter((item) => item.disabledReason !== undefined).map((item) => item.id)}
    >
      {items.flatMap((item) => [
        ...(item.startsGroup === true ? [<Separator key={`${item.id} line`} className="menu-line" />] : []),
        <MenuItem
          key={item.id}
          id={item.id}
          textValue={item.label}
          className={`menu-item${item.isDanger === true ? ' is-danger' : ''}`}
        >
          <span className="menu-icon">{item.isChecked === true ? <Check aria-label="On" /> : item.icon}</span>
          <span className="menu-label">
            <Text slot="label">{item.label}</Text>
            {item.disabledReason === undefined ? null : (
              <Text slot="description" className="menu-description">
                {item.disabledReason}
              </Text>
            )}
          </span>
          {item.shortcut === undefined ? null : <Keyboard className="menu-shortcut">{item.shortcut}</Keyboard>}
        </MenuItem>,
      ])}
    </AriaMenu>
  );
}

export interface MenuButtonProps extends MenuListProps {
  /** With an icon only, `label` is the accessible name; otherwise it is the text as well. */
  readonly icon?: ReactNode;
  readonly showsLabel?: boolean;
  readonly variant?: NonNullable<ButtonProps['variant']>;
  readonly size?: 'small' | 'medium';
  readonly isDisabled?: boolean;
  /** Names the menu where it should differ from the button. */
  readonly menuLabel?: string;
}

/** A button that opens a menu. */
export function MenuButton({
  label,
  menuLabel = label,
  icon,
  showsLabel = false,
  variant = 'default',
  size = 'medium',
  isDisabled = false,
  items,
  onAction,
}: MenuButtonProps): ReactNode {
  return (
    <MenuTrigger>
      {showsLabel ? (
        <Button variant={variant} size={size} icon={icon} isDisabled={isDisabled}>
          {label}
        </Button>
      ) : (
        <IconButton label={label} icon={icon} size={size} isDisabled={isDisabled} />
      )}
      <Popover className="menu-popover" placement="bottom start">
        <MenuList label={menuLabel} items={items} onAction={onAction} />
      </Popover>
    </MenuTrigger>
  );
}

export interface ContextMenuProps extends MenuListProps {
  /** Where the pointer or the focused row was, in window coordinates. */
  readonly at: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
}

/** A menu at a point; focus returns to where it was when it closes. Mount it to open it. */
export function ContextMenu({ at, onClose, ...list }: ContextMenuProps): ReactNode {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span ref={anchor} className="menu-anchor" style={{ left: at.x, top: at.y }} />
      <Popover
        className="menu-popover"
        triggerRef={anchor}
        trigger="MenuTrigger"
        aria-label={list.label}
        isOpen
        placement="bottom start"
        offset={2}
        onOpenChange={(open) => {
          if (!open) onClose();
        }}
      >
        <MenuList
          {...list}
          startsFocused
          onAction={(id) => {
            onClose();
            list.onAction(id);
          }}
        />
      </Popover>
    </>
  );
}
