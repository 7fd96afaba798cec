import { linkify } from '../../src/domain/html/linkify.ts';
import { splitText } from '../../src/domain/quote.ts';

/** A plain-text body: what was written in sight, quoted history and signature folded. */
export function PlainText({ text }: { text: string }) {
  const segments = splitText(text).filter((segment) => segment.text.trim() !== '');
  const isAllFolded = segments.every((segment) => segment.kind !== 'text');
  return (
    <div class="plain-text">
      {segments.map((segment, index) =>
        segment.kind === 'text' ? (
          <Lines text={segment.text} />
        ) : (
          <details class="folded" open={isAllFolded && index === 0}>
            <summary>{segment.kind === 'quote' ? 'Quoted text' : 'Signature'}</summary>
            <Lines text={segment.text} />
          </details>
        ),
      )}
    </div>
  );
}

function Lines({ text }: { text: string }) {
  return (
    <p class="lines">
      {linkify(text.replace(/^\n+|\n+$/g, '')).map((piece) =>
        piece.url === undefined ? (
          piece.text
        ) : (
          <a href={piece.url} target="_blank" rel="noopener noreferrer">
            {piece.text}
          </a>
        ),
      )}
    </p>
  );
}
