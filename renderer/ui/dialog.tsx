import './dialog.css';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from './icon-button.tsx';

export interface DialogProps {
  readonly title: ReactNode;
  /** Called for the close button, Escape and, where `isDismissable`, a click outside. */
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly size?: 'small' | 'medium' | 'large';
  readonly role?: 'dialog' | 'alertdialog';
  readonly isOpen?: boolean;
  /** A click outside closes it; keep off where something typed would be lost. */
  readonly isDismissable?: boolean;
  /** No close button and no Escape: the content must be acknowledged. */
  readonly isPersistent?: boolean;
  /** Makes body and footer one form; Enter submits. */
  readonly onSubmit?: () => void;
}

/** A modal dialog: focus goes in, stays in, and returns where it was. */
export function Dialog({
  title,
  onClose,
  children,
  footer,
  size = 'medium',
  role = 'dialog',
  isOpen = true,
  isDismissable = false,
  isPersistent = false,
  onSubmit,
}: DialogProps): ReactNode {
  const content = (
    <>
      <div className="dialog-body">{children}</div>
      {footer === undefined ? null : <div className="dialog-footer">{footer}</div>}
    </>
  );
  return (
    <ModalOverlay
      className="dialog-overlay"
      isOpen={isOpen}
      isDismissable={isDismissable}
      isKeyboardDismissDisabled={isPersistent}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={`dialog-modal dialog-${size}`}>
        <AriaDialog className="dialog" role={role}>
          <header className="dialog-header">
            <Heading slot="title" className="dialog-title">
              {title}
            </Heading>
            {isPersistent ? null : <IconButton label="Close" icon={<X aria-hidden />} size="small" onPress={onClose} />}
          </header>
          {onSubmit === undefined ? (
            content
          ) : (
            <form
              className="dialog-form"
              noValidate
              onSubmit={(event) => {
                event.preventDefault();
                onSubmit();
              }}
            >
              {content}
            </form>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
