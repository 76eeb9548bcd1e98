import './palette.css';
import { Search } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Keyboard,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
  Text,
} from 'react-aria-components';

export interface PaletteItem {
  readonly id: string;
  readonly label: string;
  /** Beneath or beside the label: where it leads, or why it cannot be chosen. */
  readonly detail?: string | undefined;
  readonly icon?: ReactNode;
  readonly shortcut?: string | undefined;
  readonly isDisabled?: boolean;
}
export interface PaletteSection {
  readonly title: string;
  readonly items: readonly PaletteItem[];
}
export interface PaletteProps {
  readonly label: string;
  readonly placeholder: string;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  /** What fits the query, best first. */
  readonly sections: readonly PaletteSection[];
  readonly empty: string;
  readonly onChoose: (id: string) => void;
  readonly onClose: () => void;
}

const focusOnce = (element: HTMLInputElement | null): void => element?.focus();

/** One field to type in and what fits beneath it: arrows choose, Enter takes, Escape closes. */
export function Palette(props: PaletteProps): ReactNode {
  const { label, placeholder, query, onQuery, sections, empty, onChoose, onClose } = props;
  const filled = sections.filter(({ items }) => items.length > 0);
  return (
    <ModalOverlay
      className="dialog-overlay palette-overlay"
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="palette-modal">
        <Dialog className="palette" aria-label={label}>
          <Autocomplete inputValue={query} onInputChange={onQuery}>
            <SearchField aria-label={label} className="palette-field">
              <Search aria-hidden />
              <Input ref={focusOnce} placeholder={placeholder} spellCheck={false} />
            </SearchField>
            <Menu
              className="palette-list"
              aria-label={label}
              onAction={(key) => onChoose(String(key))}
              disabledKeys={filled.flatMap(({ items }) =>
                items.filter(({ isDisabled }) => isDisabled === true).map(({ id }) => id),
              )}
              renderEmptyState={() => <p className="palette-empty">{empty}</p>}
            >
              {filled.map(({ title, items }) => (
                <MenuSection key={title} id={title} className="palette-section">
                  <Header className="palette-title">{title}</Header>
                  {items.map((item) => (
                    <MenuItem key={item.id} id={item.id} textValue={item.label} className="palette-item">
                      <span className="palette-icon">{item.icon}</span>
                      <Text slot="label" className="palette-label">
                        <bdi>{item.label}</bdi>
                      </Text>
                      {item.detail === undefined ? null : (
                        <Text slot="description" className="palette-detail">
                          <bdi>{item.detail}</bdi>
                        </Text>
                      )}
                      {item.shortcut === undefined ? null : (
                        <Keyboard className="menu-shortcut">{item.shortcut}</Keyboard>
                      )}
                    </MenuItem>
                  ))}
                </MenuSection>
              ))}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
