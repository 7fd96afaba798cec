import { t } from '../words.ts';

interface Line {
  /** As Zammad's pages call it. */
  readonly theirs: string;
  readonly ours: string;
  readonly path: string;
  readonly difference: string;
}

const placeWords = (): readonly Line[] => [
  {
    theirs: t('Channels, Microsoft 365'),
    ours: t('Channels'),
    path: '/channels',
    difference: t('Nothing is fetched before a page has shown with real counts what will happen.'),
  },
  {
    theirs: t('Groups'),
    ours: t('Groups'),
    path: '/settings/groups',
    difference: t('A group decides who sees its tickets, which address answers them, and how it signs.'),
  },
  {
    theirs: t('Roles and permissions'),
    ours: t('Users'),
    path: '/settings/users',
    difference: t(
      'Two roles, admin and agent. What an agent may do is chosen for each group: read, answer, full.',
    ),
  },
];

const ruleWords = (): readonly Line[] => [
  {
    theirs: t('Overviews'),
    ours: t('Saved searches'),
    path: '/saved-views',
    difference: t('Any search becomes a view of the ticket list, for yourself or for a group.'),
  },
  {
    theirs: t('Postmaster filters, and triggers on new mail'),
    ours: t('Filters'),
    path: '/settings/filters',
    difference: t('If-then rules set group, owner, priority, state and tags before the ticket is there.'),
  },
  {
    theirs: t('The trigger that confirms a new ticket'),
    ours: t('Automatic answer of a group'),
    path: '/settings/groups',
    difference: t('Robots, lists and old mail never get one.'),
  },
];

const workWords = (): readonly Line[] => [
  {
    theirs: t('Text modules'),
    ours: t('Canned answers'),
    path: '/settings/canned-answers',
    difference: t('Ctrl+; puts one into what you write. Variables are written {example}.', {
      example: '{{customer}}',
    }),
  },
  {
    theirs: t('Macros'),
    ours: t('Send & next, Close & next, and the bar of ticked tickets'),
    path: '/tickets',
    difference: t('There is no recorder for steps of your own.'),
  },
  {
    theirs: t('States: new, open, pending reminder, pending close, closed'),
    ours: t('New, open, waiting, closed'),
    path: '/tickets',
    difference: t('A waiting ticket opens again on its day, or when the customer writes.'),
  },
  {
    theirs: t('Webhooks and the REST API'),
    ours: t('Webhooks'),
    path: '/settings/webhooks',
    difference: t('The API reference stands under API tokens in your account.'),
  },
];

/** @returns where things are, what happens by itself, and what agents use all day */
export const zammadWords = (): readonly Line[] => [...placeWords(), ...ruleWords(), ...workWords()];
