import { memoryPair } from './memory-pair.ts';
import { transportSuite } from './transport.suite.ts';

transportSuite('in-memory pair', { reconnects: true }, (dispatcher) => {
  const cuts = new Set<() => void>();
  const connect = () => {
    const pair = memoryPair();
    cuts.add(() => pair.cut());
    dispatcher().attach(pair.server, { session: 'one' });
    return Promise.resolve(pair.client);
  };
  const cut = () => {
    for (const one of cuts) one();
    cuts.clear();
  };
  return Promise.resolve({ source: connect, raw: connect, cut, stop: cut });
});
