import { readFile, stat } from 'node:fs/promises';
import { AppError, maxImportText, type CredentialSource } from '../../preload/contract/index.ts';
import type { Credential, LiveCredentials } from '../vault/index.ts';
import { commandOf, readAwsFiles } from './aws-profiles.ts';
import { placesOf, type ImportEnvironment } from './import-places.ts';

/** A file's text; empty where there is none. Throws SECRET_MISSING for one that is too large to be meant. */
export async function textOf(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > maxImportText) throw new AppError('SECRET_MISSING', { code: 'FileTooLarge' });
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/**
 * Credentials of an AWS profile as the AWS tools find them: keys, session tokens, roles, SSO, programs. They are read
 * each time and kept nowhere. A program runs only with the command line that the user agreed to, letter for letter.
 */
export function createProfileCredentials(environment: ImportEnvironment): LiveCredentials {
  return {
    async resolve(source: CredentialSource): Promise<Credential> {
      const { awsConfig, awsCredentials } = placesOf(environment);
      const about = { profile: source.profile };
      const files = readAwsFiles(await textOf(awsConfig), await textOf(awsCredentials));
      if (!files.profiles.has(source.profile))
        throw new AppError('SECRET_MISSING', { ...about, code: 'ProfileMissing' });
      const command = commandOf(files, source.profile);
      if (command !== undefined && command !== source.command)
        throw new AppError('SECRET_MISSING', { ...about, code: 'CommandChanged' });
      // Only who uses a profile pays for the code that reads it.
      const { fromIni } = await import('@aws-sdk/credential-providers');
      const region = files.profiles.get(source.profile)?.get('region') ?? 'us-east-1';
      const read = fromIni({
        profile: source.profile,
        filepath: awsCredentials,
        configFilepath: awsConfig,
        ignoreCache: true,
        clientConfig: { region },
      });
      try {
        const { accessKeyId, secretAccessKey, sessionToken, expiration } = await read();
        return {
          accessKeyId,
          secretAccessKey,
          ...(sessionToken === undefined ? {} : { sessionToken }),
          ...(expiration === undefined ? {} : { expiresAt: expiration.getTime() }),
        };
      } catch (error) {
        throw profileError(error, about);
      }
    },
  };
}

/** What a program or a token service said is not passed on: it may quote a token. */
function profileError(error: unknown, about: { readonly profile: string }): AppError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const ended = /expired|sso login|token/i.test(message) || /Expired|Unauthorized|SSO/i.test(name);
  const code = /^[A-Za-z]{1,60}$/.test(name) ? name : 'Error';
  return new AppError(ended ? 'SESSION_EXPIRED' : 'SECRET_MISSING', { ...about, code });
}
