/**
 * The data plane of one S3 endpoint: signed requests, answers and listings over HTTP/1.1 connections of its own, with memory
 * that is used again. It must never keep a credential outside the signature, follow a redirect, or know what a transfer is.
 */
export { encodeHeaderPath } from './encode-uri.ts';
export { type ScannedList, scanListing } from './scan-listing.ts';
export { WireFault, WireRefusal } from './wire-errors.ts';
export type { Way } from './dial.ts';
export { type ByteSink, type Wire, type WireAnswer, type WireBody, type WireCall, createWire } from './wire.ts';
