import { nameAuthor } from '../../src/domain/automatic.ts';
import type { CalendarEvent } from '../../src/domain/calendar.ts';
import type { Address, Protection, ReadReceipt, Signature } from '../../src/domain/message.ts';
import type { Ground, TextBlock } from '../../src/domain/rendering.ts';
import type { SenderCheck } from '../../src/domain/sender-check.ts';
import { describeSign } from '../facts/sign-words.ts';
import { CsrfField } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { say } from '../said.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { Appointments } from './appointments.tsx';
import { type AttachmentItem, AttachmentList } from './attachment-list.tsx';
import { Delivery } from './delivery.tsx';
import { DeliveryReports, ReceiptNote, ReportBadge, type ReportItem } from './delivery-reports.tsx';
import type { DeliveryState } from './delivery-state.tsx';
import { LeftOut } from './left-out.tsx';
import { PieceNote } from './piece-note.tsx';
import { PlainText } from './plain-text.tsx';
import { ProtectionNote } from './protection-note.tsx';
import { Recipients } from './recipients.tsx';
import { SenderVerified, SenderWarning } from './sender-check.tsx';

export interface ArticleItem {
  readonly id: number;
  readonly kind: 'email' | 'note';
  readonly direction: 'in' | 'out';
  /** The agent who wrote it. */
  readonly author: string | null;
  readonly fromName: string;
  readonly fromAddress: string;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  /** Who got it without being named in it. */
  readonly bcc: readonly Address[];
  /** Its subject where that says something else than the ticket's; '' else. */
  readonly title: string;
  /** The text, where there is no frame. */
  readonly blocks: readonly TextBlock[];
  /** How it begins, on one line. */
  readonly excerpt: string;
  readonly isCut: boolean;
  /** Its HTML is ready to be shown in a frame. */
  readonly hasFrame: boolean;
  /** Whose colours the frame is in. */
  readonly ground: Ground;
  /** The frame holds no more than the beginning. */
  readonly isShortened: boolean;
  readonly hasRemoteImages: boolean;
  readonly showsImages: boolean;
  readonly automatic: string;
  readonly automaticBecause: string;
  readonly because: string;
  readonly protection: Protection;
  readonly signature: Signature | null;
  readonly receipt: ReadReceipt | null;
  readonly senderCheck: SenderCheck | null;
  readonly calendar: readonly CalendarEvent[] | null;
  /** What a mail server says of it, or what it reports as a mail server. */
  readonly bounces: readonly ReportItem[];
  /** Not for the customer's eyes: it is neither answered nor quoted. */
  readonly isInternal: boolean;
  readonly hasRaw: boolean;
  readonly sentAt: Date;
  readonly attachments: readonly AttachmentItem[];
  /** What the page has no room for. */
  readonly moreFiles: number;
  readonly morePeople: number;
  readonly delivery: DeliveryState | undefined;
}

interface ArticleProps {
  readonly article: ArticleItem;
  readonly number: number;
  /** Undefined for a person who may only read: no forms. */
  readonly csrf: string | undefined;
  /** Older ones are folded to a line. */
  readonly isOpen: boolean;
  /** There are other messages in its ticket. */
  readonly canSplit: boolean;
  /** Its HTML is read at once, not when it is scrolled to. */
  readonly isOnPaper?: boolean | undefined;
}

/** One message or note of a conversation. */
export function Article({ article, number, csrf, isOpen, canSplit, isOnPaper }: ArticleProps) {
  const isNote = article.kind === 'note';
  const kind = isNote ? 'note' : article.direction === 'in' ? 'incoming' : 'outgoing';
  return (
    <article
      id={`article-${article.id}`}
      class={`article ${kind}`}
      aria-labelledby={`${senderId(article)} ${timeId(article)}`}
    >
      <details open={isOpen}>
        <Head article={article} />
        {!isNote && <Recipients to={article.to} cc={article.cc} bcc={article.bcc} />}
        {article.title !== '' && (
          <p class="further-title">
            {t('Subject')}: <bdi>{article.title}</bdi>
          </p>
        )}
        <SenderWarning check={article.senderCheck} address={article.fromAddress} />
        <DeliveryReports items={article.bounces} />
        <ReceiptNote receipt={article.receipt} sender={article.fromAddress} at={article.sentAt} />
        <Appointments events={article.calendar ?? []} />
        <ProtectionNote protection={article.protection} signature={article.signature} />
        <Words article={article} csrf={csrf} isOnPaper={isOnPaper} />
        <PieceNote items={article.attachments} />
        {(article.hasFrame ? article.isShortened : article.isCut || article.isShortened) && (
          <p class="hint">
            {rich('This message was shortened; all of it is in its <a>raw form</a>.', {
              a: (words) => <a href={`/articles/${article.id}/raw`}>{words}</a>,
            })}
          </p>
        )}
        <AttachmentList items={article.attachments} />
        <LeftOut id={article.id} moreFiles={article.moreFiles} morePeople={article.morePeople} />
        {article.delivery !== undefined && <Delivery delivery={article.delivery} csrf={csrf} />}
        {!isNote && <Foot article={article} number={number} csrf={csrf} canSplit={canSplit} />}
      </details>
    </article>
  );
}

function Words({ article, csrf, isOnPaper }: Pick<ArticleProps, 'article' | 'csrf' | 'isOnPaper'>) {
  if (article.hasFrame) return <Frame article={article} csrf={csrf} isOnPaper={isOnPaper} />;
  if (article.blocks.some(({ pieces }) => pieces.some(({ text }) => text.trim() !== '')))
    return <PlainText blocks={article.blocks} />;
  const files = article.attachments.length === 0 ? '' : t(', only attached files');
  return <p class="hint">{t('This message has no text{files}.', { files })}</p>;
}

function Head({ article }: { article: ArticleItem }) {
  return (
    <summary class="article-head">
      <Sender article={article} />
      {article.kind === 'note' && <span class="badge attention">{t('Internal note')}</span>}
      {article.kind === 'email' && article.isInternal && <span class="badge attention">{t('Internal')}</span>}
      {nameAuthor(article.automatic) !== '' && (
        <span class="badge" title={describeSign(article.automaticBecause)}>
          {say(nameAuthor(article.automatic))}
        </span>
      )}
      <ReportBadge items={article.bounces} />
      {article.senderCheck?.verdict === 'failed' && (
        <span class="badge attention">{t('Sender not verified')}</span>
      )}
      <span class="snippet" dir="auto">
        {article.excerpt}
      </span>
      <span class="when" id={timeId(article)}>
        <Time at={article.sentAt} />
      </span>
    </summary>
  );
}

function Foot({ article, number, csrf, canSplit }: Omit<ArticleProps, 'isOpen' | 'isOnPaper'>) {
  return (
    <footer>
      {!article.isInternal && <AnswerLinks article={article} number={number} />}
      <SenderVerified check={article.senderCheck} />
      <More article={article} csrf={canSplit ? csrf : undefined} />
    </footer>
  );
}

/** What is seldom wanted: the raw mail, a ticket of its own, and why the message stands here. */
function More({ article, csrf }: { article: ArticleItem; csrf: string | undefined }) {
  if (!article.hasRaw && csrf === undefined && article.because === '') return null;
  return (
    <details class="more-menu">
      <summary title={t('More')}>
        <span aria-hidden="true">⋯</span>
        <span class="visually-hidden">{t('More')}</span>
      </summary>
      <div>
        {article.hasRaw && (
          <a class="footer-link" href={`/articles/${article.id}/raw`}>
            {t('Raw mail')}
          </a>
        )}
        {csrf !== undefined && (
          <form method="post" action={`/articles/${article.id}/ticket`} class="split-form">
            <CsrfField token={csrf} />
            <button type="submit" class="link" title={t('Opens a ticket of its own for this message')}>
              {t('Split off')}
            </button>
          </form>
        )}
        {article.because !== '' && <span class="because">{article.because}</span>}
      </div>
    </details>
  );
}

/** To its sender, to everybody on it, or on to somebody else. */
function AnswerLinks({ article, number }: { article: ArticleItem; number: number }) {
  const url = `/tickets/${number}?answer=${article.id}`;
  return (
    <>
      <a class="footer-link" href={`${url}&to=sender#reply`}>
        <Icon name="reply" /> {t('Reply')}
      </a>
      {article.to.length + article.cc.length > 1 && (
        <a class="footer-link" href={`${url}#reply`}>
          <Icon name="reply-all" /> {t('Reply all')}
        </a>
      )}
      <a class="footer-link" href={`/tickets/${number}?forward=${article.id}#reply`}>
        <Icon name="forward" /> {t('Forward')}
      </a>
    </>
  );
}

const senderId = ({ id }: ArticleItem) => `sender-${id}`;
const timeId = ({ id }: ArticleItem) => `when-${id}`;

/** By headings whoever listens to a page goes from one message to the next. */
function Sender({ article }: { article: ArticleItem }) {
  const heading = { id: senderId(article), role: 'heading', 'aria-level': 2 } as const;
  if (article.author !== null)
    return (
      <strong class="sender" {...heading}>
        {article.author}
      </strong>
    );
  return (
    <span class="sender" {...heading}>
      <strong>
        <bdi>{nameSender(article)}</bdi>
      </strong>{' '}
      {article.fromName !== '' && <span class="address">{article.fromAddress}</span>}
    </span>
  );
}

function nameSender({ fromName, fromAddress }: ArticleItem): string {
  return fromName || fromAddress || t('Unknown sender');
}

/** Foreign HTML stands in a frame of its own, without scripts; the page's own script fits its height. */
function Frame({ article, csrf, isOnPaper }: Pick<ArticleProps, 'article' | 'csrf' | 'isOnPaper'>) {
  const version = article.showsImages ? '?images' : '';
  return (
    <>
      {article.hasRemoteImages && !article.showsImages && csrf !== undefined && (
        <form method="post" action={`/articles/${article.id}/images`} class="images-off">
          <CsrfField token={csrf} />
          <span>
            {t('Remote pictures are off: loading them tells the sender that the message was read.')}
          </span>
          <button type="submit">{t('Show pictures')}</button>
        </form>
      )}
      <iframe
        id={`frame-${article.id}`}
        class={`mail-frame ${article.ground}`}
        src={`/articles/${article.id}/body${version}`}
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        referrerpolicy="no-referrer"
        loading={isOnPaper === true ? undefined : 'lazy'}
        title={t('Message from {fromName}', { fromName: nameSender(article) })}
        hx-morph-skip
      ></iframe>
      {isOnPaper === true && <WithoutScript articleId={article.id} />}
      <p class="hint on-paper">
        {t('The words of this message are printed by “Print” on the page of the ticket.')}
      </p>
    </>
  );
}

/** Nothing makes the frame as high as the letter then. */
function WithoutScript({ articleId }: { articleId: number }) {
  return (
    <noscript>
      <p class="hint">
        {rich(
          'Without JavaScript a long letter is cut off on paper: <a>open it by itself</a> and print that.',
          {
            a: (words) => <a href={`/articles/${articleId}/body`}>{words}</a>,
          },
        )}
      </p>
    </noscript>
  );
}
