/** Loaded with `--import`: the electron package is as good as not installed. */
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) => {
    if (/^electron(\/|$)/.test(specifier)) {
      throw Object.assign(new Error(`Cannot find package '${specifier}'`), { code: 'MODULE_NOT_FOUND' });
    }
    return next(specifier, context);
  },
});
