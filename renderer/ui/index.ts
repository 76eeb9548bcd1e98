/**
 * The primitives every screen is made of: accessible, themed by tokens, with stable roles and names.
 * It must never know a product word, call the backend, or hold state beyond one primitive.
 */
import './tokens.css';
import './base.css';

export { AlertDialog, type AlertDialogProps } from './alert-dialog.tsx';
export { Badge, type BadgeProps } from './badge.tsx';
export { Banner, type BannerProps } from './banner.tsx';
export { Button, type ButtonProps } from './button.tsx';
export { Checkbox, type CheckboxProps } from './checkbox.tsx';
export { copyText, CopyButton, type CopyButtonProps } from './copy-button.tsx';
export { menuOf, type Command } from './command.ts';
export { CopyField, type CopyFieldProps } from './copy-field.tsx';
export { CountField, type CountFieldProps } from './count-field.tsx';
export { DataGrid, type DataGridProps, type GridColumn, type GridHandle, type GridReach } from './data-grid.tsx';
export { Dialog, type DialogProps } from './dialog.tsx';
export { EmptyState, type EmptyStateProps } from './empty-state.tsx';
export { ErrorNotice, type ErrorNoticeProps } from './error-notice.tsx';
export { IconButton, type IconButtonProps } from './icon-button.tsx';
export { Kbd } from './kbd.tsx';
export { ContextMenu, MenuButton, type ContextMenuProps, type MenuButtonProps, type MenuEntry } from './menu.tsx';
export { ObjectName } from './object-name.tsx';
export { Palette, type PaletteItem, type PaletteProps, type PaletteSection } from './palette.tsx';
export { ProgressBar, type ProgressBarProps } from './progress-bar.tsx';
export { QrCode } from './qr-code.tsx';
export { RateField, type RateFieldProps } from './rate-field.tsx';
export { RadioGroup, type RadioGroupProps, type RadioOption } from './radio-group.tsx';
export { Select, type SelectItem, type SelectProps } from './select.tsx';
export { Spinner } from './spinner.tsx';
export { Splitter, type SplitterProps } from './splitter.tsx';
export { Switch, type SwitchProps } from './switch.tsx';
export { Table, type TableColumn, type TableProps } from './table.tsx';
export { Tabs, type TabsProps } from './tabs.tsx';
export { TextField, type TextFieldProps } from './text-field.tsx';
export { ToastProvider, useToast, type Toast } from './toasts.tsx';
export { TileGrid, type TileGridProps } from './tile-grid.tsx';
export { Tooltip, type TooltipProps } from './tooltip.tsx';
export { Facts } from './facts.tsx';
export { HostFolderDialog, type HostFolder, type HostFolderDialogProps } from './host-folder-dialog.tsx';
export { Screen, ScreenSection, type ScreenProps, type ScreenSectionProps } from './screen.tsx';
export { useChanges, type Changes } from './use-changes.ts';
export { useKeptFocus } from './use-kept-focus.ts';
export { useLoaded, type Loaded } from './use-loaded.ts';
export { useNow } from './use-now.ts';
export { useTask, type Task } from './use-task.ts';
export { VirtualList, type VirtualListProps } from './virtual-list.tsx';
