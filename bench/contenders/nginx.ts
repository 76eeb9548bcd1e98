import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { startServer, type ServerProcess } from './server-process.ts';

/** nginx with sendfile over the files of a directory; one worker, as the others have one. Throws where there is none. */
export async function startNginx(files: string, scratch: string): Promise<ServerProcess> {
  const port = await freePort();
  const configuration = join(scratch, 'nginx.conf');
  await writeFile(
    configuration,
    `daemon off;
master_process off;
pid ${scratch}/nginx.pid;
error_log stderr warn;
events {}
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${scratch}/${of};`).join('\n  ')}
  server { listen 127.0.0.1:${port}; root ${files}; }
}
`,
  );
  return await startServer({
    command: 'nginx',
    arguments: ['-p', scratch, '-e', 'stderr', '-c', configuration],
    port,
  });
}
