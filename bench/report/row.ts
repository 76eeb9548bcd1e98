/** One of the programs that a row sets beside one another. */
export interface Contender {
  readonly name: string;
  /** One figure in the row's unit; called once a round. */
  readonly measure: () => Promise<number>;
  /** The server whose memory is told with the figures. */
  readonly memory?: PeakMemory;
}

/** The most memory a process has had since `reset`. */
export interface PeakMemory {
  reset(): void;
  /** MiB; undefined where the system does not tell. */
  peak(): number | undefined;
}

/** `of` divided by `to`, both names of contenders, and what it should reach. */
export interface Ratio {
  readonly of: string;
  readonly to: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** What the figure of a contender itself should stay under, in the row's unit. */
export interface Bound {
  readonly of: string;
  readonly atMost: number;
}

/** What a user waits for, measured on ours, the peers and the limit in turn. */
export interface Row {
  readonly title: string;
  /** `MiB/s`, `ops/s`, `ms`, `MiB`. */
  readonly unit: string;
  readonly contenders: readonly Contender[];
  readonly ratios: readonly Ratio[];
  readonly bounds?: readonly Bound[];
  /** Rounds that count; one more goes before them. Default: that of the run. 1 runs it once, with nothing before. */
  readonly rounds?: number;
}

export interface RowResult {
  readonly row: Row;
  /** Per contender, one figure a round. */
  readonly figures: ReadonlyMap<string, readonly number[]>;
  /** MiB, per contender that told. */
  readonly peaks: ReadonlyMap<string, number>;
}
