import { insertUser, type Role } from '../db/users.ts';
import { hashPassword } from '../domain/password.ts';
import { AppError } from '../errors.ts';
import type { Desk } from './desk.ts';

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

/** @returns the new user's id. @throws AppError invalid, conflict */
export async function addUser(desk: Desk, input: NewUser): Promise<{ id: number }> {
  const user = await prepareUser(desk, input);
  const { id } = await desk.write((tx) => insertUser(tx, user));
  desk.log.info('user added', { user: id, role: input.role });
  return { id };
}

/** Checks the fields and hashes the password, outside any transaction. @throws AppError invalid */
export async function prepareUser(desk: Desk, input: NewUser) {
  const email = input.email.trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw new AppError('invalid', `"${input.email}" is no e-mail address; expected name@domain.`, {
      fields: { email: 'Expected an address like name@example.com.' },
    });
  }
  const name = input.name.trim() === '' ? email : input.name.trim();
  const passwordHash = await hashPassword(input.password);
  return { email, name, role: input.role, passwordHash, isActive: true, createdAt: desk.now() };
}
