/** What one file tells of its bytes while it is on its way. */
export interface Progress {
  /** Bytes that were there from an earlier try: they count as done, but not as speed. */
  kept(bytes: number): void;
  /** Bytes that moved since the last call. */
  moved(bytes: number): void;
  /** Bytes counted as moved that have to be moved again. */
  takenBack(bytes: number): void;
}
