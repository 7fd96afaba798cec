import type { Child } from 'hono/jsx';
import { Icon } from './icon.tsx';
import { type Assets, Document } from './layout.tsx';

/** A single card in the middle: sign-in, set-up, failures. */
export function PlainLayout(props: { title: string; assets: Assets; children?: Child }) {
  return (
    <Document title={props.title} assets={props.assets}>
      <main class="card-page">
        <p class="brand">
          <Icon name="mailbox" /> Postroom
        </p>
        <h1>{props.title}</h1>
        {props.children}
      </main>
    </Document>
  );
}
