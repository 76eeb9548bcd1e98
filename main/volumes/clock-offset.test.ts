import { afterEach, describe, expect, it } from 'vitest';
import { answering, cleanUp, errorOf, refusal, volumeAt, xml } from './answering.testkit.ts';

afterEach(cleanUp);

describe('clock offset', () => {
  const stamp = (date: string) =>
    Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  /** A store whose own clock is off, with S3's window of 15 minutes. */
  const skewed = (offset: number) =>
    answering((request, response) => {
      const now = Date.now() + offset;
      response.sendDate = false;
      response.setHeader('date', new Date(now).toUTCString());
      if (Math.abs(stamp(String(request.headers['x-amz-date'])) - now) < 900_000)
        return xml(
          response,
          200,
          '<ListAllMyBucketsResult><Buckets><Bucket><Name>late</Name></Bucket></Buckets></ListAllMyBucketsResult>',
        );
      const more = `<ServerTime>${new Date(now).toISOString()}</ServerTime>`;
      return xml(response, 403, refusal('RequestTimeTooSkewed', more));
    });

  it.each([2, -2])('%i hours off > measured and followed', async (hours) => {
    const offset = hours * 3_600_000;
    const { endpoint, asked } = await skewed(offset);
    const volume = volumeAt(endpoint);
    const outcome = await volume.test();
    expect(outcome).toMatchObject({ ok: true, buckets: ['late'] });
    expect(Math.abs((outcome.clockOffset ?? 0) - offset)).toBeLessThan(5000);
    expect(await volume.listBuckets()).toEqual([{ name: 'late' }]);
    expect(asked.length).toBe(3);
    const link = await volume.presign({ bucket: 'late', key: 'k', method: 'GET', seconds: 60 });
    expect(Math.abs(link.expiresAt - Date.now() - 60_000)).toBeLessThan(5000);
    expect(Math.abs(link.signedAt - Date.now() - offset)).toBeLessThan(5000);
  });

  it('a year off > told, not followed', async () => {
    const year = 365 * 86_400_000;
    const { endpoint } = await skewed(year);
    const error = await errorOf(volumeAt(endpoint).listBuckets());
    expect(error.code).toBe('CLOCK_SKEWED');
    expect(Math.abs(Number(error.params['clockOffset']) - year)).toBeLessThan(5000);
  });
});
