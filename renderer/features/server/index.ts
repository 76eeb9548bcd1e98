/**
 * The embedded server's screen: state, address, volumes and restart.
 * It must never show a key or a secret: those belong to the keys screen.
 */
export { ServerScreen, type ServerScreenProps } from './server-screen.tsx';
