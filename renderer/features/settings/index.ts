/**
 * The settings screen: appearance, transfers, links, safety, where secrets are kept, and what is running.
 * It must never hold a setting of its own: the backend's value is the only one, and each change applies at once.
 */
export { SettingsScreen, type SettingsScreenProps } from './settings-screen.tsx';
