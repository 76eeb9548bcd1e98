import './toasts.css';
import { AlertTriangle, CheckCircle2, Info, X } from 'lucide-react';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { createStore, useStore, type StoreApi } from 'zustand';
import { IconButton } from './icon-button.tsx';
import { Button } from './button.tsx';

export interface Toast {
  readonly id: string;
  readonly tone: 'info' | 'success' | 'danger';
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}
export interface ToastState {
  readonly toasts: readonly Toast[];
  readonly show: (toast: Omit<Toast, 'id'>) => void;
  readonly dismiss: (id: string) => void;
}

/** At most three at a time, so that they never cover work. */
const maxToasts = 3;
/** Milliseconds; errors stay until they are dismissed. */
const lifetime = 5000;

export function createToastStore(): StoreApi<ToastState> {
  let next = 0;
  return createStore<ToastState>()((set) => ({
    toasts: [],
    show: (toast) => {
      next += 1;
      const added: Toast = { ...toast, id: `toast-${next}` };
      set(({ toasts }) => ({ toasts: [...toasts.filter(({ text }) => text !== toast.text), added].slice(-maxToasts) }));
    },
    dismiss: (id) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
  }));
}

const ToastContext = createContext<StoreApi<ToastState> | undefined>(undefined);

/** Gives the screens below a place for short notices. */
export function ToastProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [store] = useState(createToastStore);
  return (
    <ToastContext value={store}>
      {children}
      <ToastRegion store={store} />
    </ToastContext>
  );
}

/** Shows a notice. For what must be acted upon use ErrorNotice in place instead. */
export function useToast(): ToastState['show'] {
  const store = useContext(ToastContext);
  if (store === undefined) throw new Error('useToast needs a ToastProvider above it');
  return useStore(store, (state) => state.show);
}

const icons = { info: Info, success: CheckCircle2, danger: AlertTriangle };

function ToastRegion({ store }: { readonly store: StoreApi<ToastState> }): ReactNode {
  const toasts = useStore(store, (state) => state.toasts);
  const dismiss = useStore(store, (state) => state.dismiss);
  return (
    <div className="toasts" role="region" aria-label="Notices">
      <div role="status" aria-live="polite" className="toasts-list">
        {toasts
          .filter(({ tone }) => tone !== 'danger')
          .map((toast) => (
            <ToastItem key={toast.id} toast={toast} onDismiss={dismiss} />
          ))}
      </div>
      <div role="alert" className="toasts-list">
        {toasts
          .filter(({ tone }) => tone === 'danger')
          .map((toast) => (
            <ToastItem key={toast.id} toast={toast} onDismiss={dismiss} />
          ))}
      </div>
    </div>
  );
}

function ToastItem({
  toast,
  onDismiss,
}: {
  readonly toast: Toast;
  readonly onDismiss: (id: string) => void;
}): ReactNode {
  const [isHeld, setHeld] = useState(false);
  const isTimed = toast.tone !== 'danger' && !isHeld;
  useEffect(() => {
    if (!isTimed) return undefined;
    const timer = setTimeout(() => onDismiss(toast.id), lifetime);
    return () => clearTimeout(timer);
  }, [isTimed, onDismiss, toast.id]);
  const Icon = icons[toast.tone];
  return (
    <div
      className={`toast toast-${toast.tone}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon aria-hidden />
      <span className="toast-text">{toast.text}</span>
      {toast.action === undefined ? null : (
        <Button
          size="small"
          variant="ghost"
          onPress={() => {
            toast.action?.run();
            onDismiss(toast.id);
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton label="Dismiss" icon={<X aria-hidden />} size="small" onPress={() => onDismiss(toast.id)} />
    </div>
  );
}
