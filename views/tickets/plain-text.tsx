import type { TextBlock } from '../../src/domain/rendering.ts';
import { t } from '../words.ts';

/** A plain-text body: what was written in sight, quoted history and signature folded. */
export function PlainText({ blocks }: { blocks: readonly TextBlock[] }) {
  const isAllFolded = blocks.every((block) => block.kind !== 'text');
  return (
    <div class="plain-text">
      {blocks.map((block, index) =>
        block.kind === 'text' ? (
          <Lines block={block} />
        ) : (
          <details class="folded" open={isAllFolded && index === 0}>
            <summary>{block.kind === 'quote' ? t('Quoted text') : t('Signature')}</summary>
            <Lines block={block} />
          </details>
        ),
      )}
    </div>
  );
}

function Lines({ block }: { block: TextBlock }) {
  return (
    <p class="lines" dir="auto">
      {block.pieces.map((piece) =>
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
