declare module '*?text' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: what the bundler's text loader gives.
  export default text;
}
