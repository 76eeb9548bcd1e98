/**
 * The window: shell, routing, commands, and the features put together.
 * It must never do a feature's work itself; features never know of one another, only of what is handed to them here.
 */
export { App } from './app.tsx';
