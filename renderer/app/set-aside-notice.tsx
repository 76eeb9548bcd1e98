import { useState, type ReactNode } from 'react';
import type { Capabilities } from '../../preload/contract/index.ts';
import { Banner, Button } from '../ui/index.ts';
import { texts } from './texts.ts';

/** Tells that damaged records were set aside at this start, and where the copy is, until it is understood. */
export function SetAsideNotice({ setAside }: { readonly setAside: Capabilities['setAside'] }): ReactNode {
  const [isUnderstood, setUnderstood] = useState(false);
  const kept = setAside[0];
  if (kept === undefined || isUnderstood) return null;
  return (
    <Banner
      tone="warning"
      actions={
        <Button size="small" onPress={() => setUnderstood(true)}>
          {texts.understood}
        </Button>
      }
    >
      {texts.setAside(kept.keptAs)}
    </Banner>
  );
}
