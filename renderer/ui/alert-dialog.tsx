import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

export interface AlertDialogProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly actionLabel: string;
  readonly cancelLabel?: string;
  readonly tone?: 'primary' | 'danger';
  readonly onAction: () => void;
  readonly onClose: () => void;
  readonly isActionDisabled?: boolean;
  readonly isPending?: boolean;
  readonly size?: 'small' | 'medium' | 'large';
}

/** Asks before something that is hard to take back. Enter acts, Escape leaves everything as it is. */
export function AlertDialog({
  title,
  children,
  actionLabel,
  cancelLabel = 'Cancel',
  tone = 'danger',
  onAction,
  onClose,
  isActionDisabled = false,
  isPending = false,
  size = 'small',
}: AlertDialogProps): ReactNode {
  return (
    <Dialog
      title={title}
      role="alertdialog"
      size={size}
      onClose={onClose}
      onSubmit={() => {
        if (!isActionDisabled && !isPending) onAction();
      }}
      footer={
        <>
          <Button onPress={onClose}>{cancelLabel}</Button>
          <Button type="submit" variant={tone} isDisabled={isActionDisabled} isPending={isPending} startsFocused>
            {actionLabel}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
