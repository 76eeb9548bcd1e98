import { useEffect, useState } from 'react';

/** The clock in milliseconds, renewed every `every` milliseconds while `isRunning`. */
export function useNow(every: number, isRunning = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every, isRunning]);
  return now;
}
