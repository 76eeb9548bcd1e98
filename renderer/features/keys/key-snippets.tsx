import { useCallback, useState, type ReactNode } from 'react';
import type { ServerKeyId } from '../../../preload/contract/index.ts';
import { useClient } from '../../rpc/index.ts';
import { CopyField, ErrorNotice, RadioGroup, Spinner, useLoaded } from '../../ui/index.ts';
import { fillSecret } from './snippet-secret.ts';
import { texts, tools, type Tool } from './texts.ts';

export interface KeySnippetsProps {
  readonly keyId: ServerKeyId;
  /** Put in where it is known: in the moment a key was made. */
  readonly secret?: string | undefined;
}

/** How other tools use the local server with a key. */
export function KeySnippets({ keyId, secret }: KeySnippetsProps): ReactNode {
  const client = useClient();
  const [tool, setTool] = useState<Tool>('aws-cli');
  const load = useCallback(
    async (signal: AbortSignal) => ({ tool, ...(await client.keys.snippet({ id: keyId, tool }, { signal })) }),
    [client, keyId, tool],
  );
  const snippet = useLoaded(load);
  return (
    <>
      <RadioGroup
        label={texts.usage}
        look="segments"
        value={tool}
        onChange={setTool}
        options={tools.map((id) => ({ id, label: texts.tool[id] }))}
      />
      {snippet.error === undefined ? null : <ErrorNotice error={snippet.error} onAction={snippet.reload} />}
      {snippet.value === undefined || snippet.value.tool !== tool ? (
        snippet.error === undefined ? (
          <Spinner label={texts.snippetLoading} />
        ) : null
      ) : (
        <CopyField
          label={texts.snippetLabel(texts.tool[tool])}
          isLabelHidden
          isBlock
          value={secret === undefined ? snippet.value.text : fillSecret(snippet.value.text, secret)}
          copyLabel={texts.copySnippet}
        />
      )}
    </>
  );
}
