import { CsrfField } from './form.tsx';
import { Icon, type IconName } from './icon.tsx';

/** A form that is one button: it asks for something, and nothing has to be filled in. */
export function ButtonForm(props: { url: string; csrf: string; icon: IconName; label: string }) {
  return (
    <form method="post" action={props.url}>
      <CsrfField token={props.csrf} />
      <button type="submit">
        <Icon name={props.icon} /> {props.label}
      </button>
    </form>
  );
}
