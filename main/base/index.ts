/**
 * Clock, emitter and ids: what every room needs and no product word.
 * It must never import another room, and never hold state of its own.
 */
export { systemClock, type Clock } from './clock.ts';
export { createEmitter, type Emitter, type Watchable } from './emitter.ts';
export { newId, randomBase32 } from './ids.ts';
