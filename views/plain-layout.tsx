import type { Child } from 'hono/jsx';
import { Icon } from './icon.tsx';
import { type Assets, Document } from './layout.tsx';

interface PlainLayoutProps {
  readonly title: string;
  readonly assets: Assets;
  /** For a page to read, not a card. */
  readonly isWide?: boolean;
  readonly children?: Child;
}

/** A single card in the middle: sign-in, set-up, failures. */
export function PlainLayout(props: PlainLayoutProps) {
  return (
    <Document title={props.title} assets={props.assets}>
      <main class={props.isWide === true ? 'reading-page' : 'card-page'}>
        <p class="brand">
          <Icon name="mailbox" /> Postroom
        </p>
        <h1>{props.title}</h1>
        {props.children}
      </main>
    </Document>
  );
}
