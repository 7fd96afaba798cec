import type { Child } from 'hono/jsx';

/** One step: what to do at Microsoft on the left, what to enter here on the right. */
export function Step(props: { number: number; title: string; field: Child; children?: Child }) {
  return (
    <section class="app-step" aria-labelledby={`step-${props.number}`}>
      <div>
        <h2 id={`step-${props.number}`}>
          <span class="step-number">{props.number}</span> {props.title}
        </h2>
        {props.children}
      </div>
      <div class="stack">{props.field}</div>
    </section>
  );
}
