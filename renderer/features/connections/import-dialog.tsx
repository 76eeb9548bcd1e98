import './import-dialog.css';
import { ArrowLeft } from 'lucide-react';
import { useCallback, useRef, useState, type ReactNode } from 'react';
import type { Connection, ImportCandidate, ImportFindings } from '../../../preload/contract/index.ts';
import { displayName, errorSentence, type AppErrorShape } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import {
  Badge,
  Banner,
  Button,
  Checkbox,
  Dialog,
  EmptyState,
  ErrorNotice,
  Spinner,
  useLoaded,
  useTask,
  useToast,
} from '../../ui/index.ts';
import { importTexts as texts } from './import-texts.ts';

/** What the backend takes at once; real files have a few kilobytes. */
const largestFile = 262_144;

export interface ImportDialogProps {
  readonly onBack: () => void;
  readonly onClose: () => void;
  readonly onImported: (connections: readonly Connection[]) => void;
  readonly onSecretStore?: (() => void) | undefined;
}

/** Lists what other programs know, with a box beside each; says what cannot come along, and why. */
export function ImportDialog({ onBack, onClose, onImported, onSecretStore }: ImportDialogProps): ReactNode {
  const client = useClient();
  const toast = useToast();
  const found = useLoaded(useCallback((signal: AbortSignal) => client.imports.find({}, { signal }), [client]));
  const [read, setRead] = useState<readonly ImportFindings[]>([]);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [agreed, setAgreed] = useState<ReadonlySet<string>>(new Set());
  const [failed, setFailed] = useState<readonly { readonly id: string; readonly error: AppErrorShape }[]>([]);
  const [tooLarge, setTooLarge] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const reading = useTask();
  const taking = useTask();

  const all = [...read, ...(found.value === undefined ? [] : [found.value])];
  const candidates = all.flatMap((findings) => findings.candidates);
  const problems = all.flatMap((findings) => findings.problems);
  const picked = candidates.filter(({ id }) => chosen.has(id));
  const missingAgreement = picked.some(({ id, command }) => command !== undefined && !agreed.has(id));

  const readFile = (file: File | undefined): void => {
    setTooLarge(file !== undefined && file.size > largestFile ? file.name : undefined);
    if (file === undefined || file.size > largestFile) return;
    reading.run(async () => {
      const findings = await client.imports.read({ name: file.name.slice(0, 400), content: await file.text() });
      setRead((before) => [findings, ...before]);
      setChosen(
        (before) => new Set([...before, ...findings.candidates.filter(({ how }) => how !== 'not').map(({ id }) => id)]),
      );
    });
  };
  const take = (): void => {
    if (picked.length === 0 || missingAgreement) return;
    taking.run(async () => {
      const answer = await client.imports.take({
        ids: picked.map(({ id }) => id),
        agreed: picked.flatMap(({ id, command }) => (command === undefined ? [] : [{ id, command }])),
      });
      setFailed(answer.failed);
      setChosen(new Set(answer.failed.map(({ id }) => id)));
      if (answer.added.length > 0) toast({ tone: 'success', text: texts.done(answer.added.length) });
      if (answer.failed.length === 0) {
        onImported(answer.added);
        onClose();
      }
    });
  };
  const needsStore = failed.find(
    ({ error }) => error.action === 'choose-secret-store' || error.action === 'unlock-secrets',
  );
  const toggled = (set: ReadonlySet<string>, id: string): ReadonlySet<string> =>
    set.has(id) ? new Set([...set].filter((one) => one !== id)) : new Set([...set, id]);

  return (
    <Dialog
      title={texts.title}
      size="large"
      onClose={onClose}
      onSubmit={take}
      footer={
        <>
          <Button variant="ghost" icon={<ArrowLeft aria-hidden />} onPress={onBack}>
            {texts.back}
          </Button>
          <span className="dialog-footer-start">
            <Button isPending={reading.isPending} onPress={() => input.current?.click()}>
              {texts.chooseFile}
            </Button>
          </span>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button
            type="submit"
            variant="primary"
            isPending={taking.isPending}
            disabledReason={picked.length === 0 ? texts.chooseSome : missingAgreement ? texts.agreeFirst : undefined}
          >
            {texts.take(picked.length)}
          </Button>
        </>
      }
    >
      <p className="connection-note">{texts.about}</p>
      <input
        ref={input}
        type="file"
        aria-label={texts.chooseFile}
        tabIndex={-1}
        className="visually-hidden"
        onChange={(event) => {
          readFile(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      {found.value === undefined && found.error === undefined ? <Spinner label={texts.loading} /> : null}
      {found.error === undefined ? null : <ErrorNotice error={found.error} onAction={found.reload} />}
      {tooLarge === undefined ? null : <Banner tone="warning">{texts.tooLarge(tooLarge)}</Banner>}
      {reading.error === undefined ? null : <ErrorNotice error={reading.error} />}
      {candidates.length === 0 && found.value !== undefined ? (
        <EmptyState title={texts.nothingTitle}>{texts.nothingText}</EmptyState>
      ) : null}
      {candidates.length === 0 ? null : (
        <ul className="import-list" aria-label={texts.title}>
          {candidates.map((candidate) => (
            <CandidateRow
              key={candidate.id}
              candidate={candidate}
              isChosen={chosen.has(candidate.id)}
              isAgreed={agreed.has(candidate.id)}
              error={failed.find(({ id }) => id === candidate.id)?.error}
              onChoose={() => setChosen(toggled(chosen, candidate.id))}
              onAgree={() => setAgreed(toggled(agreed, candidate.id))}
            />
          ))}
        </ul>
      )}
      {problems.length === 0 ? null : (
        <ul className="import-problems">
          {problems.map((problem) => (
            <li key={`${problem.file} ${problem.problem}`}>
              <bdi>{texts.problem(problem)}</bdi>
            </li>
          ))}
        </ul>
      )}
      {needsStore === undefined ? null : <ErrorNotice error={needsStore.error} onAction={onSecretStore} />}
      {taking.error === undefined ? null : <ErrorNotice error={taking.error} onAction={take} />}
    </Dialog>
  );
}

function CandidateRow({
  candidate,
  isChosen,
  isAgreed,
  error,
  onChoose,
  onAgree,
}: {
  readonly candidate: ImportCandidate;
  readonly isChosen: boolean;
  readonly isAgreed: boolean;
  readonly error: AppErrorShape | undefined;
  readonly onChoose: () => void;
  readonly onAgree: () => void;
}): ReactNode {
  const { name, from, file, endpoint, accessKeyId, how, notes, command, isHere } = candidate;
  return (
    <li className="import-row">
      <div className="import-head">
        <Checkbox isSelected={isChosen} isDisabled={how === 'not'} onChange={onChoose}>
          <bdi>{displayName(name)}</bdi>
        </Checkbox>
        <Badge>{texts.origins[from]}</Badge>
        {isHere ? <Badge tone="accent">{texts.here}</Badge> : null}
      </div>
      <p className="import-facts">
        <bdi>{[endpoint, accessKeyId, file].filter(Boolean).join(' · ')}</bdi>
      </p>
      <p className="import-facts">{[texts.hows[how], ...notes.map((note) => texts.notes[note])].join(' ')}</p>
      {command === undefined || !isChosen ? null : (
        <div className="import-command">
          <span>{texts.runs}</span>
          <code>{command}</code>
          <Checkbox isSelected={isAgreed} onChange={onAgree}>
            {texts.agree}
          </Checkbox>
        </div>
      )}
      {error === undefined ? null : (
        <p className="import-facts" role="alert">
          {texts.failed(displayName(name))}: {errorSentence(error).title}
        </p>
      )}
    </li>
  );
}
