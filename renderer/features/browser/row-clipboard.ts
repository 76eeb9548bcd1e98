import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RowParcel } from './browser-types.ts';

export interface HeldRows {
  readonly parcel: RowParcel;
  readonly isCut: boolean;
}
export interface RowClipboardState {
  readonly held: HeldRows | undefined;
}
/** Rows that were cut or copied: one for the whole window, so that they can be pasted in another tab, pane or store. */
export type RowClipboard = StoreApi<RowClipboardState>;

export const createRowClipboard = (): RowClipboard => createStore<RowClipboardState>()(() => ({ held: undefined }));
