/**
 * A handful of small files to try the app with, and the way they get into a bucket.
 * It must never put one in the place of an object that is there.
 */
export { addSamples, sampleFolder } from './add-samples.ts';
