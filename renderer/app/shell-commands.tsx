import {
  ArrowLeft,
  ArrowRight,
  Command as CommandIcon,
  Keyboard,
  PanelLeft,
  PanelRight,
  Plus,
  SquareSplitHorizontal,
  X,
} from 'lucide-react';
import type { Command } from '../ui/index.ts';
import { screens, type Screen } from './routes.ts';
import { texts } from './texts.ts';
import type { Tabs } from './use-tabs.ts';

export interface ShellCommandContext {
  readonly isMac: boolean;
  /** The window is the app's own: the keys of a browser's tabs are free. */
  readonly isOwnWindow: boolean;
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
  readonly isSidebarOpen: boolean;
  readonly areDetailsOpen: boolean;
  readonly isSplit: boolean;
  /** The window shows a place, so that it can be shown beside another. */
  readonly hasPlace: boolean;
  readonly tabs: Tabs;
  readonly on: {
    readonly back: () => void;
    readonly forward: () => void;
    readonly sidebar: () => void;
    readonly details: () => void;
    readonly transfers: () => void;
    readonly shortcuts: () => void;
    readonly palette: () => void;
    readonly split: () => void;
    readonly otherPane: () => void;
    readonly newTab: () => void;
    readonly addConnection: () => void;
    readonly forgetRecent: () => void;
    readonly screen: (screen: Screen) => void;
  };
}

/** Every action of the window itself as one record: menu, palette, toolbar and keys read it. */
export function shellCommands(context: ShellCommandContext): readonly Command[] {
  const { isMac, isOwnWindow, tabs, on } = context;
  const one = tabs.tabs.length < 2;
  const command = (id: string, label: string, run: () => void, rest: Partial<Command> = {}): Command => ({
    id: `shell.${id}`,
    label,
    run,
    scope: 'window',
    ...rest,
  });
  return [
    command('back', texts.back, on.back, {
      icon: <ArrowLeft aria-hidden />,
      shortcuts: isMac ? ['Mod+['] : ['Alt+ArrowLeft'],
      disabledReason: context.canGoBack ? undefined : texts.whyNoBack,
    }),
    command('forward', texts.forward, on.forward, {
      icon: <ArrowRight aria-hidden />,
      shortcuts: isMac ? ['Mod+]'] : ['Alt+ArrowRight'],
      disabledReason: context.canGoForward ? undefined : texts.whyNoForward,
    }),
    command('palette', texts.palette, on.palette, {
      icon: <CommandIcon aria-hidden />,
      shortcuts: ['Mod+K', 'Mod+Shift+P'],
    }),
    command('sidebar', texts.toggleSidebar, on.sidebar, {
      icon: <PanelLeft aria-hidden />,
      shortcuts: ['Mod+B'],
      isChecked: context.isSidebarOpen,
    }),
    command('details', texts.details, on.details, {
      icon: <PanelRight aria-hidden />,
      shortcuts: ['Mod+I'],
      isChecked: context.areDetailsOpen,
    }),
    command('split', texts.split, on.split, {
      icon: <SquareSplitHorizontal aria-hidden />,
      shortcuts: ['Mod+\\'],
      isChecked: context.isSplit,
      disabledReason: context.hasPlace || context.isSplit ? undefined : texts.whyNoPlace,
    }),
    command('otherPane', texts.otherPane, on.otherPane, {
      shortcuts: ['F6'],
      disabledReason: context.isSplit ? undefined : texts.whyNoSplit,
    }),
    command('newTab', texts.newTab, on.newTab, {
      icon: <Plus aria-hidden />,
      shortcuts: isOwnWindow ? ['Mod+T', 'Alt+T'] : ['Alt+T'],
    }),
    command('closeTab', texts.closeTab, () => tabs.close(tabs.active), {
      icon: <X aria-hidden />,
      shortcuts: isOwnWindow ? ['Mod+W', 'Alt+W'] : ['Alt+W'],
      disabledReason: one ? texts.whyOneTab : undefined,
    }),
    command('nextTab', texts.nextTab, () => tabs.step(1), {
      shortcuts: ['Alt+PageDown'],
      disabledReason: one ? texts.whyOneTab : undefined,
    }),
    command('previousTab', texts.previousTab, () => tabs.step(-1), {
      shortcuts: ['Alt+PageUp'],
      disabledReason: one ? texts.whyOneTab : undefined,
    }),
    command('transfers', texts.toggleTransfers, on.transfers, { shortcuts: ['Mod+J'] }),
    command('addConnection', texts.addConnection, on.addConnection),
    command('forgetRecent', texts.forgetRecent, on.forgetRecent),
    ...screens.map((screen) => command(`go-${screen}`, texts.goToScreen(texts[screen]), () => on.screen(screen))),
    command('shortcuts', texts.shortcuts, on.shortcuts, { icon: <Keyboard aria-hidden />, shortcuts: ['?'] }),
  ];
}
