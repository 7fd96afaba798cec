import type { Config } from '../config.ts';
import { findNativeAddon } from '../db/care/native-addon.ts';
import { selfCommand } from '../sea.ts';
import type { DeskOptions } from './desk-protocol.ts';

/** @param options `isIdle`: the desk only answers commands; nothing is fetched or sent. */
export function createDeskOptions(
  config: Config,
  publicUrl: string,
  options = { isIdle: false },
): DeskOptions {
  return {
    dataPath: config.dataPath,
    key: config.key,
    nativeAddon: findNativeAddon(),
    logLevel: config.logLevel,
    publicUrl,
    cloudPath: config.cloudPath,
    proxies: config.proxies,
    isIdle: options.isIdle,
    parser: {
      ...selfCommand('parser'),
      size: 2,
      memoryLimitMb: 400,
    },
  };
}
