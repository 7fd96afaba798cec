/** What stands beside a button was true then: who changed it meanwhile is told of first. */
export function SeenField({ seen }: { readonly seen: number }) {
  return <input type="hidden" name="seen" value={String(seen)} />;
}
