import { raw } from 'hono/html';
import check from 'lucide-static/icons/check.svg?text';
import circleCheck from 'lucide-static/icons/circle-check.svg?text';
import clock from 'lucide-static/icons/clock.svg?text';
import copy from 'lucide-static/icons/copy.svg?text';
import inbox from 'lucide-static/icons/inbox.svg?text';
import key from 'lucide-static/icons/key-round.svg?text';
import logOut from 'lucide-static/icons/log-out.svg?text';
import mailbox from 'lucide-static/icons/mailbox.svg?text';
import paperclip from 'lucide-static/icons/paperclip.svg?text';
import pause from 'lucide-static/icons/pause.svg?text';
import play from 'lucide-static/icons/play.svg?text';
import plug from 'lucide-static/icons/plug.svg?text';
import refresh from 'lucide-static/icons/refresh-cw.svg?text';
import reply from 'lucide-static/icons/reply.svg?text';
import search from 'lucide-static/icons/search.svg?text';
import settings from 'lucide-static/icons/settings.svg?text';
import alert from 'lucide-static/icons/triangle-alert.svg?text';

const icons = {
  alert,
  check,
  'circle-check': circleCheck,
  clock,
  copy,
  inbox,
  key,
  'log-out': logOut,
  mailbox,
  paperclip,
  pause,
  play,
  plug,
  refresh,
  reply,
  search,
  settings,
} as const;

export type IconName = keyof typeof icons;

/** Decoration beside words: hidden from screen readers, so the words must say it all. */
export function Icon({ name }: { name: IconName }) {
  // The licence comment and the file's own class and size do not belong on the page.
  const svg = icons[name].replace(/<!--.*?-->\s*/s, '').replace(/\sclass="[^"]*"/, '');
  return (
    <span class="icon" aria-hidden="true">
      {raw(svg)}
    </span>
  );
}
