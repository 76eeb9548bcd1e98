import type { Token, Tokens } from 'marked';
import { Fragment, type ReactNode } from 'react';

/**
 * Markdown as elements. Nothing in it runs and nothing is fetched: markup inside it is shown as text, a picture as its
 * description, a link as words with its address in the tooltip.
 */
export function markdownElements(tokens: readonly Token[]): ReactNode {
  // Tokens have no identity; they are made once and never move.
  return tokens.map((token, at) => <Fragment key={at}>{blockOf(token)}</Fragment>);
}

/** Deeper nesting is shown as text. */
const deepest = 24;

function inner(token: { readonly tokens?: Token[] | undefined; readonly text?: string }, depth: number): ReactNode {
  if (token.tokens === undefined || depth > deepest) return unescaped(token.text ?? '');
  return token.tokens.map((each, at) => <Fragment key={at}>{inlineOf(each, depth + 1)}</Fragment>);
}

function blockOf(token: Token, depth = 0): ReactNode {
  const blocks = (list: readonly Token[]): ReactNode =>
    depth > deepest
      ? list.map(({ raw }) => raw).join('')
      : list.map((each, at) => <Fragment key={at}>{blockOf(each, depth + 1)}</Fragment>);
  switch (token.type) {
    case 'space':
    case 'def':
    // The item of the list draws it.
    case 'checkbox':
      return null;
    case 'hr':
      return <hr />;
    case 'heading': {
      const { depth: level } = token as Tokens.Heading;
      // The page's own headings are above these.
      const Heading = `h${Math.min(6, level + 2)}` as 'h3' | 'h4' | 'h5' | 'h6';
      return <Heading className={`markdown-h${level}`}>{inner(token, depth)}</Heading>;
    }
    case 'paragraph':
      return <p>{inner(token, depth)}</p>;
    case 'blockquote':
      return <blockquote>{blocks((token as Tokens.Blockquote).tokens)}</blockquote>;
    case 'code':
      return (
        <pre>
          <code>{(token as Tokens.Code).text}</code>
        </pre>
      );
    case 'list': {
      const { ordered, start, items } = token as Tokens.List;
      const children = items.map((item, at) => (
        <li key={at}>
          {item.task ? <span aria-hidden>{item.checked === true ? '☑ ' : '☐ '}</span> : null}
          {blocks(item.tokens)}
        </li>
      ));
      return ordered ? <ol start={start === '' ? 1 : start}>{children}</ol> : <ul>{children}</ul>;
    }
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      return (
        <table>
          <thead>
            <tr>
              {header.map((cell, at) => (
                <th key={at}>{inner(cell, depth)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, line) => (
              <tr key={line}>
                {row.map((cell, at) => (
                  <td key={at}>{inner(cell, depth)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
    }
    case 'text':
      return inner(token, depth);
    default:
      return token.raw;
  }
}

function inlineOf(token: Token, depth: number): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{inner(token, depth)}</strong>;
    case 'em':
      return <em>{inner(token, depth)}</em>;
    case 'del':
      return <del>{inner(token, depth)}</del>;
    case 'codespan':
      return <code>{unescaped((token as Tokens.Codespan).text)}</code>;
    case 'br':
      return <br />;
    case 'link': {
      const link = token as Tokens.Link;
      return (
        <span className="markdown-link" title={link.href}>
          {inner(link, depth)}
        </span>
      );
    }
    case 'image': {
      const { text, href } = token as Tokens.Image;
      return (
        <span className="markdown-link" title={href}>
          {text === '' ? href : text}
        </span>
      );
    }
    case 'text':
      return inner(token, depth);
    case 'escape':
      return (token as Tokens.Escape).text;
    default:
      return token.raw;
  }
}

/** The lexer leaves texts with entities for an HTML printer; React writes them itself. */
function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => named[name] ?? whole);
}
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
