import type { SwitchOffReason, WebhookShape } from '../../src/domain/webhook.ts';
import { t } from '../words.ts';

/** Kinds of facts that people choose together, with spaces between. */
export const kindChoices = () =>
  [
    { value: 'ticket.*', label: t('Everything that happens to tickets') },
    { value: 'delivery.*', label: t('Answers: sent, confirmed, failed') },
    {
      value: 'channel.failed channel.recovered channel.sending_failed channel.sending_recovered',
      label: t('Mailboxes that fail, and that work again'),
    },
    { value: 'quarantine.*', label: t('Mail that could not become an article') },
    { value: 'customer.*', label: t('Customers: changed, merged, blocked, erased') },
    { value: 'user.* sign_in.* token.*', label: t('Users, sign-ins and tokens') },
  ] as const;

export const shapeWords = (): Readonly<Record<WebhookShape, string>> => ({
  standard: t('Programs (Standard Webhooks)'),
  slack: 'Slack',
  teams: 'Microsoft Teams',
  mattermost: 'Mattermost',
  ntfy: 'ntfy',
});

export const offReasons = (): Readonly<Record<SwitchOffReason, string>> => ({
  by_hand: t('An admin has switched it off.'),
  gone: t('Its receiver answered that it is gone (410).'),
  gave_up: t('Nothing was taken for three days.'),
});
