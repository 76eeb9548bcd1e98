import { contract, errorTable, type Procedure } from '../../preload/contract/index.ts';

const cell = (text: string) => text.replaceAll('|', '\\|');

/** docs/contract.md: every procedure with its kind and what it is for, and every error with when a repeat helps. */
export function contractDocument(): string {
  const modules = Object.entries<Readonly<Record<string, Procedure>>>(contract).map(([name, procedures]) => {
    const rows = Object.entries(procedures).map(
      ([procedure, { kind, about }]) => `| \`${name}.${procedure}\` | ${kind} | ${cell(about)} |`,
    );
    return `## ${name}\n\n| procedure | kind | what it is for |\n|---|---|---|\n${rows.join('\n')}\n`;
  });
  const errors = Object.entries<{ retry: string; action?: string }>(errorTable).map(
    ([code, { retry, action }]) => `| \`${code}\` | ${retry} | ${action ?? ''} |`,
  );
  return [
    '# The contract between the interface and the backend',
    '',
    'Made from `preload/contract` by `node .ci/docs.ts`; do not edit.',
    '',
    ...modules,
    '## Errors',
    '',
    '| code | a repeat helps | what the interface offers |',
    '|---|---|---|',
    ...errors,
    '',
  ].join('\n');
}
