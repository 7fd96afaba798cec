/** A JSON file that says which files each asset is made of: its text, and the same compressed at build time. */
declare module '*?packed' {
  export const assets: Readonly<
    Record<
      'postroom.css' | 'postroom.js' | 'passkey.js' | 'favicon.svg',
      {
        readonly text: string;
        readonly brotli: Uint8Array<ArrayBuffer>;
        readonly gzip: Uint8Array<ArrayBuffer>;
      }
    >
  >;
}
