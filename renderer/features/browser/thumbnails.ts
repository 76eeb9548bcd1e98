/** Larger pictures are not fetched for a tile, bytes. */
export const maxThumbnail = 8 * 1024 * 1024;
/** Formats that browsers draw; others keep their icon. */
export const drawable = /\.(png|jpe?g|gif|webp|avif|bmp|ico)$/i;
