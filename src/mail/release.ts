/**
 * Gives memory back at once that would else wait for V8 to look through what is old, as it counts little for it: with a
 * large message that is as much again. Only bytes that have their memory to themselves are given back.
 */
export function release(bytes: Buffer): void {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && bytes.length === buffer.byteLength) buffer.transfer(0);
}
