import './test-notice.css';
import { CheckCircle2, Clock, Stethoscope } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Diagnosis, Mend, ShownCertificate } from '../../../preload/contract/index.ts';
import type { AppErrorShape } from '../../lib/index.ts';
import { errorFacts, format } from '../../lib/index.ts';
import { Button, CopyField, ErrorNotice, Facts } from '../../ui/index.ts';
import { doctorWords, mendLabel } from './doctor-texts.ts';
import { texts } from './texts.ts';

/** What a try of an endpoint and a credential found. */
export interface TestResult {
  readonly ok: boolean;
  readonly error?: AppErrorShape | undefined;
  readonly buckets: readonly string[];
  /** Milliseconds of the store's clock less ours. */
  readonly clockOffset?: number | undefined;
  readonly diagnosis?: Diagnosis | undefined;
}

export interface TestNoticeProps {
  readonly result: TestResult;
  readonly bucketWord: string;
  readonly canList: boolean;
  /** Does what the doctor offers, and tests again. */
  readonly onMend: (mend: Mend) => void;
}

/** Clocks differ by seconds everywhere; only minutes are worth a word. */
const worthSaying = 120_000;

/** The result of a test in a sentence, with the button that mends a failure. */
export function TestNotice({ result, bucketWord, canList, onMend }: TestNoticeProps): ReactNode {
  const { ok, error, buckets, clockOffset = 0, diagnosis } = result;
  if (!ok) {
    if (diagnosis !== undefined) return <DoctorNotice diagnosis={diagnosis} error={error} onMend={onMend} />;
    return error === undefined ? null : <ErrorNotice error={error} />;
  }
  return (
    <div className="connection-test" role="status">
      <p>
        <CheckCircle2 aria-hidden />
        {buckets.length === 0 && !canList
          ? texts.testOkNoList(bucketWord)
          : texts.testOk(buckets.length, format.count(buckets.length), bucketWord)}
      </p>
      {Math.abs(clockOffset) < worthSaying ? null : (
        <p>
          <Clock aria-hidden />
          {texts.clockOff(format.count(Math.round(Math.abs(clockOffset) / 60_000)))}
        </p>
      )}
    </div>
  );
}

function DoctorNotice({
  diagnosis,
  error,
  onMend,
}: {
  readonly diagnosis: Diagnosis;
  readonly error: AppErrorShape | undefined;
  readonly onMend: (mend: Mend) => void;
}): ReactNode {
  const [title, detail] = doctorWords[diagnosis.finding](diagnosis.params);
  const trust = diagnosis.mends.find((mend) => mend.do === 'trust');
  const signIn = diagnosis.mends.find((mend) => mend.do === 'sign-in');
  const buttons = diagnosis.mends.filter((mend) => mend.do !== 'sign-in');
  return (
    <div className="doctor" role="alert">
      <Stethoscope aria-hidden />
      <div className="doctor-body">
        <p className="doctor-title">{title}</p>
        <p>{detail}</p>
        {trust === undefined ? null : <CertificateFacts certificate={trust.certificate} />}
        {signIn === undefined ? null : <CopyField label={mendLabel(signIn)} value={signIn.command} />}
        {buttons.length === 0 ? null : (
          <div className="doctor-actions">
            {buttons.map((mend) => (
              <Button key={mend.do} size="small" onPress={() => onMend(mend)}>
                {mendLabel(mend)}
              </Button>
            ))}
          </div>
        )}
        {error === undefined ? null : (
          <details className="error-notice-facts">
            <summary>{texts.details}</summary>
            <Facts facts={errorFacts(error).map(([name, value]) => [name, <bdi key={name}>{value}</bdi>] as const)} />
          </details>
        )}
      </div>
    </div>
  );
}

function CertificateFacts({ certificate }: { readonly certificate: ShownCertificate }): ReactNode {
  const { subject, issuer, names, validTo, fingerprint } = certificate;
  return (
    <Facts
      facts={[
        [texts.certificateOf, <bdi key="subject">{subject}</bdi>],
        [texts.certificateBy, <bdi key="issuer">{issuer}</bdi>],
        [texts.certificateNames, <bdi key="names">{names.join(', ')}</bdi>],
        [texts.certificateUntil, format.when(validTo)],
        [
          texts.certificateFingerprint,
          <code key="fingerprint" className="doctor-fingerprint">
            {fingerprint}
          </code>,
        ],
      ]}
    />
  );
}
