import './provider-picker.css';
import { Cloud } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { ListBox, ListBoxItem, Text } from 'react-aria-components';
import type { ProviderSummary } from '../../../preload/contract/index.ts';
import { TextField } from '../../ui/index.ts';
import { findProviders } from './find-providers.ts';
import { texts } from './texts.ts';

export interface ProviderPickerProps {
  readonly providers: readonly ProviderSummary[];
  readonly onPick: (provider: ProviderSummary) => void;
}

/** The first step: which store. */
export function ProviderPicker({ providers, onPick }: ProviderPickerProps): ReactNode {
  const [typed, setTyped] = useState('');
  const found = findProviders(providers, typed);
  return (
    <div className="provider-picker">
      <TextField
        label={texts.findProvider}
        isLabelHidden
        type="search"
        placeholder={texts.findProvider}
        value={typed}
        startsFocused
        maxLength={100}
        onChange={setTyped}
      />
      <ListBox
        aria-label={texts.chooseProvider}
        className="provider-list"
        selectionMode="none"
        onAction={(id) => {
          const provider = found.find((one) => one.id === id);
          if (provider !== undefined) onPick(provider);
        }}
      >
        {found.map((provider) => (
          <ListBoxItem key={provider.id} id={provider.id} textValue={provider.name} className="provider-card">
            <span className="provider-icon">
              <Cloud aria-hidden />
            </span>
            <span className="provider-lines">
              <Text slot="label" className="provider-name">
                {provider.name}
              </Text>
              <Text slot="description" className="provider-about">
                {provider.about}
              </Text>
            </span>
          </ListBoxItem>
        ))}
      </ListBox>
      {found.length > 1 || typed.trim() === '' ? null : <p className="field-description">{texts.noProvider}</p>}
    </div>
  );
}
