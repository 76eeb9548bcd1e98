/**
 * The transfers drawer: the durable queue as people see it, from one line to every file, with calm announcements.
 * It must never start transfers itself, know another feature, or hold more files than are in sight.
 */
export { TransfersDrawer, type TransfersDrawerProps } from './transfers-drawer.tsx';
