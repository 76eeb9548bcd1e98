import { describe, expect, it } from 'vitest';
import { createEmitter } from '../base/index.ts';
import { type LimitSettings, createLimits, limitsAt } from './limit-schedule.ts';

const workHours = { days: [1, 2, 3, 4, 5], from: 9 * 60, to: 18 * 60, uploadLimit: 500_000, downloadLimit: 0 };
const night = { days: [5], from: 22 * 60, to: 6 * 60, uploadLimit: 1, downloadLimit: 2 };
const settings = (part: Partial<LimitSettings> = {}): LimitSettings => ({
  uploadLimit: 10,
  downloadLimit: 20,
  limitSchedule: [workHours, night],
  scheduleOffUntil: 0,
  ...part,
});
/** A local time in a week without a change of clocks: 3 June 2024 is a Monday. */
const at = (day: number, hour: number, minute = 0) => new Date(2024, 5, 2 + day, hour, minute).getTime();

describe('limits by schedule', () => {
  it.each([
    ['Monday before work', at(1, 8, 59), [10, 20, false], at(1, 9)],
    ['Monday at nine', at(1, 9), [500_000, 0, true], at(1, 18)],
    ['Monday, the last minute', at(1, 17, 59), [500_000, 0, true], at(1, 18)],
    ['Monday at six', at(1, 18), [10, 20, false], at(2, 9)],
    ['Friday at night', at(5, 23), [1, 2, true], at(6, 6)],
    ['Saturday morning, still of Friday', at(6, 5, 59), [1, 2, true], at(6, 6)],
    ['Saturday', at(6, 12), [10, 20, false], at(8, 9)],
    ['Sunday at five in the morning', at(0, 5), [10, 20, false], at(1, 9)],
  ])('%s', (_name, now, [upload, download, scheduled], until) => {
    expect(limitsAt(settings(), now)).toEqual({ upload, download, scheduled, until });
  });

  it('are the usual ones where there is no schedule, or while it is put aside', () => {
    expect(limitsAt(settings({ limitSchedule: [] }), at(1, 12))).toEqual({
      upload: 10,
      download: 20,
      scheduled: false,
    });
    const off = settings({ scheduleOffUntil: at(1, 15) });
    expect(limitsAt(off, at(1, 12))).toEqual({ upload: 10, download: 20, scheduled: false, until: at(1, 15) });
    expect(limitsAt(off, at(1, 15))).toMatchObject({ upload: 500_000, scheduled: true });
  });

  it('that hold all the week never change', () => {
    const always = { ...workHours, days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: 1440 };
    expect(limitsAt(settings({ limitSchedule: [always] }), at(3, 3))).toEqual({
      upload: 500_000,
      download: 0,
      scheduled: true,
    });
  });

  it('are told when a setting changes, and only when something is different', () => {
    let current = settings({ limitSchedule: [] });
    const changed = createEmitter<void>(() => undefined);
    let now = at(1, 12);
    const limits = createLimits({
      settings: { snapshot: () => current, subscribe: (listener) => changed.subscribe(listener) },
      clock: { now: () => now },
      onError: (error) => {
        throw error;
      },
    });
    const told: unknown[] = [];
    limits.subscribe((value) => told.push(value));
    expect([limits.upload(), limits.download()]).toEqual([10, 20]);
    changed.emit();
    current = settings();
    changed.emit();
    expect([limits.upload(), limits.download()]).toEqual([500_000, 0]);
    now = at(1, 18);
    changed.emit();
    expect(told).toEqual([
      { upload: 500_000, download: 0, scheduled: true, until: at(1, 18) },
      { upload: 10, download: 20, scheduled: false, until: at(2, 9) },
    ]);
    limits.close();
  });
});
