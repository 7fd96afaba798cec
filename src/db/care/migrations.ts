import type { Transaction } from '@libsql/client/sqlite3';
import firstLight from '../../../migrations/0001_first_light.sql?text';
import ticketLists from '../../../migrations/0002_ticket_lists.sql?text';
import receiptHashes from '../../../migrations/0003_receipts.sql?text';
import groupAccess from '../../../migrations/0004_group_access.sql?text';
import filters from '../../../migrations/0005_filters.sql?text';
import channelProgress from '../../../migrations/0006_channel_progress.sql?text';
import customers from '../../../migrations/0007_customers.sql?text';
import search from '../../../migrations/0008_search.sql?text';
import importedFiles from '../../../migrations/0009_imported_files.sql?text';
import bounces from '../../../migrations/0010_bounces.sql?text';
import calendar from '../../../migrations/0011_calendar.sql?text';
import mailAccounts from '../../../migrations/0012_mail_accounts.sql?text';
import drafts from '../../../migrations/0013_drafts.sql?text';
import removal from '../../../migrations/0014_removal.sql?text';
import teamwork from '../../../migrations/0015_teamwork.sql?text';
import channelRemoval from '../../../migrations/0016_channel_removal.sql?text';
import outboxPage from '../../../migrations/0017_outbox_page.sql?text';
import firstMessages from '../../../migrations/0018_first_messages.sql?text';
import sendingLimits from '../../../migrations/0019_sending_limits.sql?text';
import autoReplies from '../../../migrations/0020_auto_replies.sql?text';
import notificationMails from '../../../migrations/0021_notification_mails.sql?text';
import cannedAnswers from '../../../migrations/0022_canned_answers.sql?text';
import quarantineTries from '../../../migrations/0023_quarantine_tries.sql?text';
import quarantineReceived from '../../../migrations/0024_quarantine_received.sql?text';
import facts from '../../../migrations/0025_facts.sql?text';
import outboxFault from '../../../migrations/0026_outbox_fault.sql?text';
import keptCounts from '../../../migrations/0027_kept_counts.sql?text';
import reasons from '../../../migrations/0028_reasons.sql?text';
import apiTokens from '../../../migrations/0029_api_tokens.sql?text';
import searchOrder from '../../../migrations/0030_search_order.sql?text';
import renderings from '../../../migrations/0031_renderings.sql?text';
import senderCheck from '../../../migrations/0032_sender_check.sql?text';
import quarantineReasons from '../../../migrations/0033_quarantine_reasons.sql?text';
import mailTruth from '../../../migrations/0034_mail_truth.sql?text';
import outboxRecipients from '../../../migrations/0035_outbox_recipients.sql?text';
import undelivered from '../../../migrations/0036_undelivered.sql?text';
import seals from '../../../migrations/0037_seals.sql?text';
import webhooks from '../../../migrations/0038_webhooks.sql?text';
import channelHealth from '../../../migrations/0039_channel_health.sql?text';
import secondFactors from '../../../migrations/0040_second_factors.sql?text';
import oldEvents from '../../../migrations/0041_old_events.sql?text';
import forgetOldEvents from '../../../migrations/0042_forget_old_events.sql?text';
import proof from '../../../migrations/0043_proof.sql?text';
import trouble from '../../../migrations/0044_trouble.sql?text';
import places from '../../../migrations/0045_places.sql?text';
import passkeys from '../../../migrations/0046_passkeys.sql?text';
import appOnly from '../../../migrations/0047_app_only.sql?text';
import accountLetters from '../../../migrations/0048_account_letters.sql?text';
import listOrder from '../../../migrations/0049_list_order.sql?text';
import userPlace from '../../../migrations/0050_user_place.sql?text';
import microsoftPeople from '../../../migrations/0051_microsoft_people.sql?text';
import alertNews from '../../../migrations/0052_alert_news.sql?text';
import audit from '../../../migrations/0053_audit.sql?text';
import accountAuthority from '../../../migrations/0054_account_authority.sql?text';
import roads from '../../../migrations/0055_roads.sql?text';
import moreSeals from '../../../migrations/0056_more_seals.sql?text';
import strayMail from '../../../migrations/0057_stray_mail.sql?text';
import webhookLog from '../../../migrations/0058_webhook_log.sql?text';
import follow from '../../../migrations/0059_follow.sql?text';
import sendLater from '../../../migrations/0060_send_later.sql?text';
import graphSubscriptions from '../../../migrations/0061_graph_subscriptions.sql?text';
import ticketTimes from '../../../migrations/0062_ticket_times.sql?text';
import settleErrors from '../../../migrations/0063_settle_errors.sql?text';
import recipientsLimit from '../../../migrations/0064_recipients_limit.sql?text';
import customerIndex from '../../../migrations/0065_customer_index.sql?text';
import articleBlocks from '../../../migrations/0066_article_blocks.sql?text';
import signatures from '../../../migrations/0067_signatures.sql?text';
import leanIndexes from '../../../migrations/0068_lean_indexes.sql?text';
import waitingCounts from '../../../migrations/0069_waiting_counts.sql?text';
import shortWords from '../../../migrations/0070_short_words.sql?text';
import groupsOfCustomers from '../../../migrations/0071_groups_of_customers.sql?text';
import mergedWaits from '../../../migrations/0072_merged_waits.sql?text';
import roomBetweenSearches from '../../../migrations/0073_room_between_searches.sql?text';
import sortKeys from '../../../migrations/0074_sort_keys.sql?text';
import answerHeaders from '../../../migrations/0075_answer_headers.sql?text';
import mergesInSteps from '../../../migrations/0076_merges_in_steps.sql?text';
import namelessSenders from '../../../migrations/0077_nameless_senders.sql?text';
import { convertEvents } from './convert-events.ts';
import { convertQuarantine } from './convert-quarantine.ts';
import { convertReasons } from './convert-reasons.ts';
import { convertSortKeys } from './convert-sort-keys.ts';

/** Append-only: what has been released is never edited. Position + 1 is the schema version. */
export const migrations: readonly string[] = [
  firstLight,
  ticketLists,
  receiptHashes,
  groupAccess,
  filters,
  channelProgress,
  customers,
  search,
  importedFiles,
  bounces,
  calendar,
  mailAccounts,
  drafts,
  removal,
  teamwork,
  channelRemoval,
  outboxPage,
  firstMessages,
  sendingLimits,
  autoReplies,
  notificationMails,
  cannedAnswers,
  quarantineTries,
  quarantineReceived,
  facts,
  outboxFault,
  keptCounts,
  reasons,
  apiTokens,
  searchOrder,
  renderings,
  senderCheck,
  quarantineReasons,
  mailTruth,
  outboxRecipients,
  undelivered,
  seals,
  webhooks,
  channelHealth,
  secondFactors,
  oldEvents,
  forgetOldEvents,
  proof,
  trouble,
  places,
  passkeys,
  appOnly,
  accountLetters,
  listOrder,
  userPlace,
  microsoftPeople,
  alertNews,
  audit,
  accountAuthority,
  roads,
  moreSeals,
  strayMail,
  webhookLog,
  follow,
  sendLater,
  graphSubscriptions,
  ticketTimes,
  settleErrors,
  recipientsLimit,
  customerIndex,
  articleBlocks,
  signatures,
  leanIndexes,
  waitingCounts,
  shortWords,
  groupsOfCustomers,
  mergedWaits,
  roomBetweenSearches,
  sortKeys,
  answerHeaders,
  mergesInSteps,
  namelessSenders,
];

/** What SQL alone cannot do, by the migration in whose transaction it follows. */
export const conversions: ReadonlyMap<string, (transaction: Transaction) => Promise<void>> = new Map([
  [reasons, convertReasons],
  [quarantineReasons, convertQuarantine],
  [oldEvents, convertEvents],
  [sortKeys, convertSortKeys],
]);
