import { useCallback, useState, type ReactNode } from 'react';
import type { KeySubject } from '../../../preload/contract/index.ts';
import { useClient } from '../../rpc/index.ts';
import { CopyField, ErrorNotice, RadioGroup, Spinner, useLoaded } from '../../ui/index.ts';
import { fillSecret } from './snippet-secret.ts';
import { texts, tools, type Tool } from './texts.ts';

export interface KeySnippetsProps {
  readonly subject: KeySubject;
  /** Put in where it is known: in the moment a key was made. */
  readonly secret?: string | undefined;
  /** Told of the tool that is chosen. */
  readonly onTool?: (tool: Tool) => void;
}

/** How other tools use the local server with a key. */
export function KeySnippets({ subject, secret, onTool }: KeySnippetsProps): ReactNode {
  const client = useClient();
  const [tool, setTool] = useState<Tool>('aws-cli');
  // One subject for the life of the component: the object itself may be another at each render.
  const [of] = useState(subject);
  const load = useCallback(
    async (signal: AbortSignal) => ({ tool, ...(await client.keys.snippet({ subject: of, tool }, { signal })) }),
    [client, of, tool],
  );
  const snippet = useLoaded(load);
  return (
    <>
      <RadioGroup
        label={texts.usage}
        look="segments"
        value={tool}
        onChange={(chosen) => {
          setTool(chosen);
          onTool?.(chosen);
        }}
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
