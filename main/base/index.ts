/**
 * Clock, emitter, ids and large buffers: what every room needs and no product word.
 * It must never import another room, and never hold state of its own.
 */
export { systemClock, type Clock } from './clock.ts';
export { createEmitter, type Emitter, type Watchable } from './emitter.ts';
export { decodeWords, encodeWords } from './encoded-words.ts';
export { newId, randomBase32 } from './ids.ts';
export { createSlabPool, slabBytes, type Slab, type SlabPool, type SlabSize } from './slab-pool.ts';
export { createYoungCollector, type YoungCollector } from './young-collector.ts';
