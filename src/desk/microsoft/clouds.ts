import { type Cloud, fileCloudId, microsoftClouds } from '../../domain/cloud.ts';
import { AppError } from '../../errors.ts';
import { readCloudFile } from '../../microsoft/cloud-file.ts';
import type { Desk } from '../desk.ts';

/** Microsoft's own clouds and the one of POSTROOM_CLOUD, which is offered first. @throws AppError invalid */
export async function listClouds(desk: Pick<Desk, 'cloudPath'>): Promise<Cloud[]> {
  const own = desk.cloudPath === undefined ? [] : [await readCloudFile(desk.cloudPath)];
  return [...own, ...microsoftClouds];
}

/** @throws AppError invalid when it was the file's and POSTROOM_CLOUD is not set any more */
export async function getCloud(desk: Desk, id: string): Promise<Cloud> {
  const cloud = (await listClouds(desk)).find((each) => each.id === id);
  if (cloud !== undefined) return cloud;
  const reason =
    id === fileCloudId
      ? 'The app registration uses the cloud of POSTROOM_CLOUD, which is not set; start Postroom with it again.'
      : `There is no cloud "${id}".`;
  throw new AppError('invalid', reason, { fields: { cloud: reason } });
}
