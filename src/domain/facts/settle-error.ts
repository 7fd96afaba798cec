/** Why a server does not know yet what became of a message that is stored. */
export type SettleError =
  /** What the server, the network or the program said. */
  | { readonly code: 'said'; readonly text: string }
  /** `not_done`: the server has agreed, and the message is as before. `same_folder`: it would be moved to where it is fetched. */
  | { readonly code: 'not_done' | 'same_folder' }
  /** Of an older version, in its words. */
  | { readonly code: 'words'; readonly text: string };
