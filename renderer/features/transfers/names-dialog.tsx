import './names-dialog.css';
import type { ReactNode } from 'react';
import { Button, Dialog, Table } from '../../ui/index.ts';
import { texts } from './texts.ts';

type Row = (typeof texts.naming.rows)[number];

/** How a name of a store becomes one of a disk, and why: the mapping of `main/transfers/local-name.ts` for people. */
export function NamesDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { naming } = texts;
  return (
    <Dialog
      title={naming.title}
      size="large"
      isDismissable
      onClose={onClose}
      footer={
        <Button variant="primary" onPress={onClose}>
          {texts.closeButton}
        </Button>
      }
    >
      <p>{naming.about}</p>
      <Table<Row>
        label={naming.list}
        rows={naming.rows}
        rowId={([name]) => name}
        columns={[
          {
            id: 'store',
            label: naming.inStore,
            isRowHeader: true,
            width: '28%',
            render: ([name]) => <code className="names-code">{name}</code>,
          },
          {
            id: 'disk',
            label: naming.onDisk,
            width: '28%',
            render: ([, name]) => <code className="names-code">{name}</code>,
          },
          { id: 'why', label: naming.why, render: ([, , why]) => <span className="names-why">{why}</span> },
        ]}
      />
      <p>{naming.taken}</p>
    </Dialog>
  );
}
