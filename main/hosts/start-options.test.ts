import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { homeFolder } from './app-folders.ts';
import { parseStartOptions } from './start-options.ts';
import { startProblem } from './start-problem.ts';

const parse = (...args: string[]) => parseStartOptions(args, { QUAYSIDE_HOME: '/q' });

describe('options', () => {
  test('all of them', () => {
    expect(
      parse(
        '--headless',
        '--port',
        '0',
        '--home',
        'x',
        '--allow-host',
        'a.example',
        '--allow-host',
        'b:8443',
        '--s3-port=9000',
        's3://b/k',
      ),
    ).toEqual({
      help: false,
      headless: true,
      port: 0,
      home: resolve('x'),
      allowHosts: ['a.example', 'b:8443'],
      s3Port: 9000,
      address: 's3://b/k',
    });
    expect(parse()).toMatchObject({ headless: false, port: undefined, home: resolve('/q'), allowHosts: [] });
    expect(parse('--no-open').headless).toBe(true);
    expect(parse('-h').help).toBe(true);
  });

  test.each([
    [['--port', 'x'], '--port needs a number from 0 to 65535.'],
    [['--port', '65536'], '--port needs a number'],
    [['--port', '-1'], '--port'],
    [['--port', '0x10'], '--port needs a number'],
    [['--s3-port', '1e3'], '--s3-port needs a number'],
    [['--home', ''], '--home needs a folder.'],
    [['--allow-host', 'http://x'], '--allow-host needs a host name'],
    [['--allow-host', '*'], '--allow-host needs a host name'],
    [['--allow-host', ''], '--allow-host needs a host name'],
    [['--nope'], "Unknown option '--nope'."],
    [['file.txt'], "'file.txt' is not understood"],
    [['s3://a', 's3://b'], "'s3://b' is not understood"],
  ])('%j is refused in one sentence', (args, sentence) => {
    const error = (() => {
      try {
        return parse(...args);
      } catch (reason) {
        return reason;
      }
    })();
    expect(startProblem(error, undefined)).toContain(sentence);
  });
});

describe('the home', () => {
  test('is the folder for programs of each system, or QUAYSIDE_HOME', () => {
    expect(homeFolder({ QUAYSIDE_HOME: 'here' }, 'linux')).toBe(resolve('here'));
    expect(homeFolder({ XDG_DATA_HOME: '/data' }, 'linux')).toBe(join('/data', 'quayside'));
    expect(homeFolder({ XDG_DATA_HOME: 'relative' }, 'linux')).toMatch(/\.local.share.quayside$/);
    expect(homeFolder({}, 'darwin')).toMatch(/Library.Application Support.Quayside$/);
    expect(homeFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe(join('/local', 'Quayside'));
  });
});

describe('problems at the start', () => {
  test('expected ones are sentences, others are not hidden', () => {
    const coded = (code: string) => Object.assign(new Error('listen'), { code, syscall: 'listen' });
    expect(startProblem(coded('EADDRINUSE'), 80)).toContain('Port 80 on 127.0.0.1 is taken');
    expect(startProblem(coded('EACCES'), 80)).toContain('may not listen on port 80');
    expect(startProblem(new Error('a bug'), 80)).toBeUndefined();
    expect(startProblem('text', 80)).toBeUndefined();
  });
});
