import type { AppRegistrationInput } from '../domain/app-registration.ts';
import { diagnose } from '../domain/diagnosis/diagnosis.ts';
import { findFailure } from '../domain/failure.ts';
import { AppError } from '../errors.ts';
import { type BeginSignIn, beginSignIn } from './channels/begin-sign-in.ts';
import {
  makeAddressPrimary,
  removeAddress,
  type SaveAddress,
  saveAddress,
} from './channels/channel-addresses.ts';
import { readConnectionCheck, startConnectionCheck } from './channels/check-connection.ts';
import { type ConfigureChannel, configureChannel } from './channels/configure-channel.ts';
import { type DeleteChannel, deleteChannel } from './channels/delete-channel.ts';
import { type FinishSignIn, finishSignIn } from './channels/finish-sign-in.ts';
import { fetchNow, pauseChannel, resumeChannel } from './channels/pause-channel.ts';
import { listFolders, previewImport } from './channels/preview-import.ts';
import { readReconciliation, startReconciliation } from './channels/reconcile-mailbox.ts';
import { startChannel } from './channels/start-channel.ts';
import { describeTrace, endTrace, readTrace, startTrace } from './channels/trace-channel.ts';
import type { Desk } from './desk.ts';
import { checkAppRegistration } from './microsoft/check-app-registration.ts';
import { listClouds } from './microsoft/clouds.ts';
import { saveAppRegistration } from './microsoft/save-app-registration.ts';

/** The app, its sign-ins and its channels. */
export function microsoftCommands(desk: Desk) {
  return {
    listClouds: async () => (await listClouds(desk)).map(({ id, name }) => ({ id, name })),
    saveAppRegistration: (input: AppRegistrationInput) => saveAppRegistration(desk, input),
    checkAppRegistration: () => inWords(checkAppRegistration(desk)),
    beginSignIn: (input: BeginSignIn) => inWords(beginSignIn(desk, input)),
    finishSignIn: (input: FinishSignIn) => finishSignIn(desk, input),
    listFolders: (input: { channelId: number; isCounting?: boolean }) => inWords(listFolders(desk, input)),
    previewImport: (input: { channelId: number }) => inWords(previewImport(desk, input)),
    configureChannel: (input: ConfigureChannel) => configureChannel(desk, input),
    startChannel: (input: { channelId: number; messages: number }) => startChannel(desk, input),
    pauseChannel: (input: { channelId: number }) => pauseChannel(desk, input),
    resumeChannel: (input: { channelId: number }) => resumeChannel(desk, input),
    startConnectionCheck: (input: { channelId: number }) => startConnectionCheck(desk, input),
    readConnectionCheck: (input: { checkId: string }) => readConnectionCheck(desk, input),
    startReconciliation: (input: { channelId: number }) => startReconciliation(desk, input),
    readReconciliation: (input: { runId: string }) => readReconciliation(desk, input),
    startTrace: (input: { channelId: number }) => startTrace(desk, input),
    endTrace: (input: { channelId: number }) => endTrace(desk, input),
    describeTrace: (input: { channelId: number }) => describeTrace(desk, input),
    readTrace: (input: { channelId: number }) => readTrace(desk, input),
    deleteChannel: (input: DeleteChannel) => deleteChannel(desk, input),
    saveAddress: (input: SaveAddress) => saveAddress(desk, input),
    makeAddressPrimary: (input: { channelId: number; addressId: number }) => makeAddressPrimary(desk, input),
    removeAddress: (input: { channelId: number; addressId: number }) => removeAddress(desk, input),
    fetchNow: (input: { channelId: number }) => fetchNow(desk, input),
  };
}

/** Somebody waits in front of a page: a failure comes back as the sentence and the step. */
async function inWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const failure = findFailure(error);
    if (failure === undefined) throw error;
    const { title, cause, step, text } = diagnose(failure);
    throw new AppError('unavailable', `${title}. ${cause} ${step} (${text})`, { cause: error });
  }
}
