/** How mail goes out, for the whole installation. */
export interface SendingSettings {
  /** At once, for each channel. */
  readonly connections: number;
  readonly messagesPerMinute: number;
  readonly recipientsPerDay: number;
  /** The attachments of one message together. */
  readonly mostMegabytes: number;
  /** How long a message can be taken back before it goes out. */
  readonly undoSeconds: number;
}

/** What Exchange Online takes from one mailbox. https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits */
export const defaultSendingSettings: SendingSettings = {
  connections: 3,
  messagesPerMinute: 30,
  recipientsPerDay: 10_000,
  mostMegabytes: 25,
  undoSeconds: 10,
};

export const bytesPerMegabyte = 1024 * 1024;
