import { useEffect, type RefObject } from 'react';

const focusable = 'button:not([disabled]), a[href], input:not([disabled]), summary, [tabindex]:not([tabindex="-1"])';
/** Milliseconds that a closing dialog or menu takes to give focus back itself. */
const settle = 80;

/** Enough to find the same button again where a list has replaced the empty state. */
const nameOf = (element: Element): string => element.getAttribute('aria-label') ?? element.textContent ?? '';

/**
 * Keeps keyboard focus in a part of the page whose focused element is taken away: by a dialog that followed another, or
 * by a row that was removed. Focus goes back to where it was, or to what stands in its place now.
 */
export function useKeptFocus(part: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = part.current;
    if (root === null) return undefined;
    let last: Element | undefined;
    let place = 0;
    let name = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    const all = () => [...root.querySelectorAll<HTMLElement>(focusable)];
    const remember = (event: FocusEvent): void => {
      if (!(event.target instanceof HTMLElement)) return;
      last = event.target;
      place = all().indexOf(event.target);
      name = nameOf(event.target);
    };
    // A click beside everything gives focus up on purpose.
    const giveUp = (event: PointerEvent): void => {
      if (event.target instanceof Element && event.target.closest(focusable) === null) last = undefined;
    };
    const restore = (): void => {
      const isLost = document.activeElement === document.body && document.hasFocus();
      if (last === undefined || !isLost || document.querySelector('[role=dialog], [role=alertdialog]') !== null) return;
      const now = all();
      const target =
        last instanceof HTMLElement && last.isConnected
          ? last
          : (now.find((element) => name !== '' && nameOf(element) === name) ?? now[Math.min(place, now.length - 1)]);
      target?.focus({ preventScroll: true });
    };
    const look = (): void => {
      clearTimeout(timer);
      timer = setTimeout(restore, settle);
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true });
    observer.observe(root, { childList: true, subtree: true });
    root.addEventListener('focusin', remember);
    root.addEventListener('pointerdown', giveUp);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      root.removeEventListener('focusin', remember);
      root.removeEventListener('pointerdown', giveUp);
    };
  }, [part]);
}
