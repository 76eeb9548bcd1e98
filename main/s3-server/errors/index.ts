/**
 * S3's error table and the one error class of the embedded server.
 * It must never know HTTP beyond a status number, and never hold a stack or a path in a message meant for a client.
 */
export { errorCodes, type S3ErrorCode } from './codes.ts';
export { S3Error, type DeleteMarkerPlace, type S3ErrorDetails } from './s3-error.ts';
