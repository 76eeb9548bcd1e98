import type { ReactNode } from 'react';
import { displayName, format } from '../../lib/index.ts';
import { Facts } from '../../ui/index.ts';
import { PreviewFrame, PreviewScroll } from './preview-frame.tsx';
import { listTar, listZip } from './read-archive.ts';
import { readGguf } from './read-gguf.ts';
import { readSafetensors } from './read-safetensors.ts';
import { texts } from './texts.ts';
import { useLook, type PreviewedObject } from './use-object-bytes.ts';

/** Rows of a long list that are put on the page. */
const mostShown = 500;

const archiveReaders = { zip: listZip, tar: listTar };

/** What an archive holds, without unpacking it. */
export function ArchivePreview({
  object,
  kind,
}: {
  readonly object: PreviewedObject;
  readonly kind: keyof typeof archiveReaders;
}): ReactNode {
  const look = useLook(object, archiveReaders[kind]);
  return (
    <PreviewFrame look={look}>
      {({ entries, isWhole }) =>
        entries.length === 0 ? (
          <p className="preview-note">{texts.emptyArchive}</p>
        ) : (
          <>
            <PreviewScroll label={texts.entries}>
              <table className="preview-table">
                <thead>
                  <tr>
                    <th scope="col">{texts.name}</th>
                    <th scope="col" className="is-end">
                      {texts.size}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {entries.slice(0, mostShown).map(({ name, size, isFolder }, at) => (
                    <tr key={at}>
                      <th scope="row">
                        <bdi>{displayName(name)}</bdi>
                      </th>
                      <td className="is-end">{isFolder ? '' : format.bytes(size)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </PreviewScroll>
            <p className="preview-note">
              {entries.length > mostShown
                ? texts.entriesShown(mostShown, false)
                : texts.entriesShown(entries.length, isWhole)}
            </p>
          </>
        )
      }
    </PreviewFrame>
  );
}

const modelReaders = { safetensors: readSafetensors, gguf: readGguf };

/** The header of a model: what it says of itself, and its tensors. */
export function ModelPreview({
  object,
  kind,
}: {
  readonly object: PreviewedObject;
  readonly kind: keyof typeof modelReaders;
}): ReactNode {
  const look = useLook(object, modelReaders[kind]);
  return (
    <PreviewFrame look={look}>
      {({ format: name, metadata, tensors, parameters }) => (
        <>
          <div className="preview-facts">
            <Facts
              facts={[
                [texts.fact.format, name],
                [texts.fact.tensors, format.count(tensors.length)],
                [texts.fact.parameters, format.count(parameters)],
              ]}
            />
          </div>
          {metadata.length === 0 ? null : (
            <PreviewScroll label={texts.metadata} className="is-short">
              <table className="preview-table">
                <tbody>
                  {metadata.map(([key, value], at) => (
                    <tr key={at}>
                      <th scope="row">
                        <bdi>{displayName(key)}</bdi>
                      </th>
                      <td>
                        <bdi>{displayName(value)}</bdi>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </PreviewScroll>
          )}
          <PreviewScroll label={texts.fact.tensors}>
            <table className="preview-table">
              <thead>
                <tr>
                  <th scope="col">{texts.tensor}</th>
                  <th scope="col">{texts.type}</th>
                  <th scope="col">{texts.shape}</th>
                  <th scope="col" className="is-end">
                    {texts.size}
                  </th>
                </tr>
              </thead>
              <tbody>
                {tensors.slice(0, mostShown).map((tensor, at) => (
                  <tr key={at}>
                    <th scope="row">
                      <bdi>{displayName(tensor.name)}</bdi>
                    </th>
                    <td>{displayName(tensor.type)}</td>
                    <td>{tensor.shape.join(' × ')}</td>
                    <td className="is-end">{tensor.bytes === undefined ? '' : format.bytes(tensor.bytes)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </PreviewScroll>
          {tensors.length > mostShown ? (
            <p className="preview-note">{texts.listShown(mostShown, tensors.length)}</p>
          ) : null}
        </>
      )}
    </PreviewFrame>
  );
}
