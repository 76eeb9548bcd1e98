/**
 * What objects have beside their bytes: headers and metadata, tags, versions, and the dialogs that change them.
 * It must never read an object's bytes or know where in the window it is shown.
 */
export {
  EditHeadersButton,
  ObjectProperties,
  type EditHeadersButtonProps,
  type ObjectPropertiesProps,
} from './object-properties.tsx';
