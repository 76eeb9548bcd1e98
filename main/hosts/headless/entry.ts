/** The built headless host: as `npm start -- --headless`, from the bundle. */
import { createBackend } from '../../backend.ts';
import { runHeadless } from '../run-headless.ts';
import { parseStartOptions, usage } from '../start-options.ts';
import { startProblem } from '../start-problem.ts';

try {
  const options = parseStartOptions(process.argv.slice(2), process.env);
  if (options.help) console.log(usage);
  else await runHeadless({ ...options, createBackend });
} catch (error) {
  const problem = startProblem(error, undefined);
  if (problem === undefined) throw error;
  console.error(problem);
  process.exitCode = 2;
}
