import { raw } from 'hono/html';
import arrowDown from 'lucide-static/icons/arrow-down.svg?text';
import arrowRight from 'lucide-static/icons/arrow-right.svg?text';
import arrowUp from 'lucide-static/icons/arrow-up.svg?text';
import bell from 'lucide-static/icons/bell.svg?text';
import bold from 'lucide-static/icons/bold.svg?text';
import chart from 'lucide-static/icons/chart-column.svg?text';
import check from 'lucide-static/icons/check.svg?text';
import circleCheck from 'lucide-static/icons/circle-check.svg?text';
import account from 'lucide-static/icons/circle-user.svg?text';
import clock from 'lucide-static/icons/clock.svg?text';
import columns from 'lucide-static/icons/columns-3.svg?text';
import copy from 'lucide-static/icons/copy.svg?text';
import eye from 'lucide-static/icons/eye.svg?text';
import forward from 'lucide-static/icons/forward.svg?text';
import funnel from 'lucide-static/icons/funnel.svg?text';
import picture from 'lucide-static/icons/image.svg?text';
import inbox from 'lucide-static/icons/inbox.svg?text';
import italic from 'lucide-static/icons/italic.svg?text';
import key from 'lucide-static/icons/key-round.svg?text';
import keyboard from 'lucide-static/icons/keyboard.svg?text';
import link from 'lucide-static/icons/link.svg?text';
import list from 'lucide-static/icons/list.svg?text';
import listOrdered from 'lucide-static/icons/list-ordered.svg?text';
import logOut from 'lucide-static/icons/log-out.svg?text';
import mailbox from 'lucide-static/icons/mailbox.svg?text';
import paperclip from 'lucide-static/icons/paperclip.svg?text';
import pause from 'lucide-static/icons/pause.svg?text';
import play from 'lucide-static/icons/play.svg?text';
import plug from 'lucide-static/icons/plug.svg?text';
import plus from 'lucide-static/icons/plus.svg?text';
import refresh from 'lucide-static/icons/refresh-cw.svg?text';
import plain from 'lucide-static/icons/remove-formatting.svg?text';
import reply from 'lucide-static/icons/reply.svg?text';
import replyAll from 'lucide-static/icons/reply-all.svg?text';
import search from 'lucide-static/icons/search.svg?text';
import send from 'lucide-static/icons/send.svg?text';
import settings from 'lucide-static/icons/settings.svg?text';
import quarantine from 'lucide-static/icons/shield-alert.svg?text';
import note from 'lucide-static/icons/sticky-note.svg?text';
import quote from 'lucide-static/icons/text-quote.svg?text';
import alert from 'lucide-static/icons/triangle-alert.svg?text';
import users from 'lucide-static/icons/users.svg?text';

const icons = {
  account,
  alert,
  'arrow-down': arrowDown,
  'arrow-right': arrowRight,
  'arrow-up': arrowUp,
  bell,
  bold,
  chart,
  check,
  'circle-check': circleCheck,
  clock,
  columns,
  copy,
  forward,
  eye,
  funnel,
  inbox,
  italic,
  key,
  keyboard,
  link,
  list,
  'list-ordered': listOrdered,
  'log-out': logOut,
  mailbox,
  note,
  paperclip,
  pause,
  picture,
  plain,
  play,
  plug,
  plus,
  quarantine,
  quote,
  refresh,
  reply,
  'reply-all': replyAll,
  search,
  send,
  settings,
  users,
} as const;

export type IconName = keyof typeof icons;

/** Decoration beside words: hidden from screen readers, so the words must say it all. */
export function Icon({ name }: { name: IconName }) {
  // The licence comment and the file's own class and size do not belong on the page.
  const text = icons[name];
  const svg = text.slice(text.indexOf('<svg')).replace(/\sclass="[^"]*"/, '');
  return (
    <span class="icon" aria-hidden="true">
      {raw(svg)}
    </span>
  );
}
