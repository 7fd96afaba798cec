// What scripts/mutate.mjs takes out, one by one: the defence, where it stands, how it is taken out, and the test that has to
// notice. `from` stands in the file once; a list of changes is one mutation.

/** @type {readonly { defence: string, changes: readonly (readonly [file: string, from: string, to: string])[], test: string }[]} */
export const defences = [
  {
    defence: 'a form of the sign-in is not larger than 64 KB',
    changes: [
      ['src/web/request-body.ts', 'const formBytes = 64 * kilobyte;', 'const formBytes = 30 * megabyte;'],
    ],
    test: 'test/abuse/request-body.test.ts',
  },
  {
    defence: 'fields are counted before they are read',
    changes: [['src/web/request-body.ts', 'const mostFields = 1_000;', 'const mostFields = 1_000_000;']],
    test: 'test/abuse/request-body.test.ts',
  },
  {
    defence: 'the text of a form is measured before it is read',
    changes: [
      [
        'src/web/request-body.ts',
        'const mostTextBytes = 4 * megabyte;',
        'const mostTextBytes = 40 * megabyte;',
      ],
    ],
    test: 'test/abuse/request-body.test.ts',
  },
  {
    defence: 'bodies of one address are bounded together',
    changes: [['src/web/request-body.ts', 'before + bytes > ofAddress', 'before + bytes > total * 9']],
    test: 'test/abuse/request-body.test.ts',
  },
  {
    defence: 'no body is read before the session is known',
    changes: [
      [
        'src/web/routes.ts',
        "requireUser(web), readBody(web, 'person')",
        "readBody(web, 'person'), requireUser(web)",
      ],
    ],
    test: 'test/abuse/request-body.test.ts',
  },
  {
    defence: 'a wrong password is counted before it is looked at',
    changes: [
      [
        'src/desk/people/check-password.ts',
        'const reservation = signInLimit.reserve(asked);',
        'const reservation = { withdraw() {} };',
      ],
      [
        'src/desk/people/check-password.ts',
        'if (fits) reservation.withdraw();',
        'if (fits) reservation.withdraw(); else signInLimit.reserve(asked);',
      ],
    ],
    test: 'test/abuse/sign-in.test.ts',
  },
  {
    defence: 'an account has pauses of its own',
    changes: [['src/domain/sign-in-limit.ts', 'const freeTries = 10;', 'const freeTries = 1_000_000;']],
    test: 'test/abuse/sign-in.test.ts',
  },
  {
    defence: 'a browser that is known is not held up by strangers',
    changes: [['src/domain/sign-in-limit.ts', 'isKnown ? 0 : waitOfAccount', 'waitOfAccount']],
    test: 'test/domain/sign-in-limit.test.ts',
  },
  {
    defence: 'the mark of a browser is for one user',
    changes: [['src/domain/device-mark.ts', '|| Number(match[1]) !== userId', '']],
    test: 'test/domain/device-mark.test.ts',
  },
  {
    defence: 'an unknown address costs as much as a known one',
    changes: [
      [
        'src/desk/people/check-password.ts',
        'const fits = await hashQueue(() => isPassword(password, hash));',
        'const fits = desk.memory.decoy === hash ? false : await hashQueue(() => isPassword(password, hash));',
      ],
      [
        'src/desk/people/check-password.ts',
        'const { signInLimit, hashQueue } = desk.memory;',
        'const { signInLimit, hashQueue } = desk.memory;\n  (desk.memory as { decoy?: string }).decoy ??= hash;',
      ],
    ],
    test: 'test/abuse/sign-in.test.ts',
  },
  {
    defence: 'a sign-in ends the session that the browser had',
    changes: [
      ['src/desk/people/open-session.ts', 'if (earlierSession !== undefined)', 'if (earlierSession === "")'],
    ],
    test: 'test/abuse/sign-in.test.ts',
  },
  {
    defence: 'an escaped quote does not end a name',
    changes: [
      ['src/domain/address-list.ts', "if (text[end] === '\\\\' &&", "if (text[end] === '\\u0000' &&"],
    ],
    test: 'test/abuse/recipients.test.ts',
  },
  {
    defence: 'our own and agents’ addresses join by no guess',
    changes: [['src/domain/threading.ts', '!facts.isFromHouse && ', '']],
    test: 'test/abuse/forged-senders.test.ts',
  },
  {
    defence: 'a failed check joins by no guess',
    changes: [['src/domain/threading.ts', "&& facts.verdict !== 'failed'", '']],
    test: 'test/abuse/forged-senders.test.ts',
  },
  {
    defence: 'a foreign reference concerns its author',
    changes: [['src/domain/threading.ts', 'isCredible && concernsAuthor(known, article)', 'isCredible']],
    test: 'test/abuse/forged-senders.test.ts',
  },
  {
    defence: 'the word of servers that are not trusted counts for nothing',
    changes: [
      ['src/domain/sender-check.ts', "return server !== '' && trusted.includes(server);", 'return true;'],
    ],
    test: 'test/mail/authentication.test.ts',
  },
  {
    defence: 'a control socket is trusted by its owner',
    changes: [
      [
        'src/commands/socket-path.ts',
        'if (isOurs) return true;',
        'if (isOurs || found.isSocket) return true;',
      ],
    ],
    test: 'test/commands/control-socket.test.ts',
  },
  {
    defence: 'passwords that are guessed first are refused',
    changes: [
      [
        'src/domain/password.ts',
        'if (fault === undefined) return hashPassword',
        'if (fault !== "") return hashPassword',
      ],
    ],
    test: 'test/domain/password.test.ts',
  },
  {
    defence: 'private servers need an admin’s word',
    changes: [
      ['src/desk/channels/save-mail-account.ts', 'if (!input.allowsPrivate)', 'if (input.allowsPrivate)'],
    ],
    test: 'test/abuse/private-servers.test.ts',
  },
  {
    defence: 'a session has thirty streams',
    changes: [['src/web/stream-limit.ts', 'session: 30,', 'session: 3_000,']],
    test: 'test/abuse/event-streams.test.ts',
  },
  {
    defence: 'a person has ninety streams in all his sessions',
    changes: [['src/web/stream-limit.ts', 'if (!fits(key, limits.user))', 'if (!fits(key, limits.all))']],
    test: 'test/web/stream-limit.test.ts',
  },
  {
    defence: 'pages of one person have turns with those of others',
    changes: [
      [
        'src/web/turnstile.ts',
        '  line.delete(sender);\n',
        '  if (waiting.length === 1) line.delete(sender);\n',
      ],
    ],
    test: 'test/web/turnstile.test.ts',
  },
  {
    defence: 'pages one after another do not keep lists from being read',
    changes: [['src/web/turnstile.ts', 'return clock.now() - heldSince < longestHold;', 'return true;']],
    test: 'test/web/turnstile.test.ts',
  },
  {
    defence: 'programs that wait for news are counted',
    changes: [['src/web/api/facts.ts', 'session: 10, user: 30', 'session: 1_000, user: 3_000']],
    test: 'test/web/api/facts.test.ts',
  },
  {
    defence: 'a token of somebody who is no admin any more does nothing of an admin',
    changes: [
      [
        'src/db/api-tokens.ts',
        'scopes: [...scopesOf(token, user)]',
        "scopes: [...(user.email === '' ? scopesOf(token, user) : token.scopes)]",
      ],
    ],
    test: 'test/web/api/scopes.test.ts',
  },
  {
    defence: 'scripts come from our own files alone',
    changes: [['src/web/security.ts', '"script-src \'self\'"', "\"script-src 'self' 'unsafe-inline'\""]],
    test: 'test/abuse/kept-defences.test.ts',
  },
  {
    defence: 'the browser is told to stay with https',
    changes: [
      [
        'src/web/security.ts',
        "if (isSecure(web)) headers['Strict-Transport-Security']",
        "if (!isSecure(web)) headers['X-Nothing']",
      ],
    ],
    test: 'test/abuse/kept-defences.test.ts',
  },
  {
    defence: 'the session’s cookie is out of reach of scripts',
    changes: [['src/web/account/session.ts', 'httpOnly: true', 'httpOnly: false']],
    test: 'test/abuse/kept-defences.test.ts',
  },
  {
    defence: 'a state of OAuth ends',
    changes: [['src/desk/channels/finish-sign-in.ts', 'signIn.expiresAt <=', 'new Date(8e15) <=']],
    test: 'test/abuse/kept-defences.test.ts',
  },
  {
    defence: 'a state of OAuth belongs to one session',
    changes: [
      [
        'src/desk/channels/finish-sign-in.ts',
        "return { kind: 'foreign_session' };",
        "return { kind: 'consented' };",
      ],
    ],
    test: 'test/web/microsoft/oauth.test.ts',
  },
  {
    defence: 'a parser process knows nothing of our environment',
    changes: [['src/mail/parser-child.ts', 'env: {},', '']],
    test: 'test/abuse/kept-defences.test.ts',
  },
  {
    defence: 'characters that hide are taken out of file names',
    changes: [['src/domain/filename.ts', '\\p{Cf}', '']],
    test: 'test/abuse/kept-defences.test.ts',
  },
  {
    defence: 'a request that changes something comes from our own pages',
    changes: [['src/web/security.ts', 'if (isForeign || !fits) {', 'if (isForeign && !fits) {']],
    test: 'test/web/hostile-requests.test.ts',
  },
  {
    defence: 'a host that we are not known by is refused',
    changes: [
      [
        'src/web/security.ts',
        'if (!allowed.has(host.toLowerCase()) && !askedByAddress.includes(c.req.path)) {',
        'if (askedByAddress.includes(c.req.path) && host === "") {',
      ],
    ],
    test: 'test/web/hostile-requests.test.ts',
  },
  {
    defence: 'a form carries the token of its session',
    changes: [
      ['src/web/security.ts', 'if (!isToken(token, own)) {', "if (token === 'x' && !isToken(token, own)) {"],
    ],
    test: 'test/web/hostile-requests.test.ts',
  },
  {
    defence: 'what one may not see is not there',
    changes: [
      [
        'src/db/ticket-access.ts',
        "  return inGroupsOf(viewer, tickets.groupId, 'read');",
        "  return viewer.userId < -1 ? inGroupsOf(viewer, tickets.groupId, 'read') : undefined;",
      ],
    ],
    test: 'test/web/users/permissions.test.ts',
  },
  {
    defence: 'a code of an app works once',
    changes: [
      [
        'src/db/second-factors.ts',
        'eq(totpFactors.userId, userId), lt(totpFactors.lastStep, step)',
        'eq(totpFactors.userId, userId), lt(totpFactors.lastStep, step + 9)',
      ],
    ],
    test: 'test/web/account/second-factor.test.ts',
  },
  {
    defence: 'codes are counted before they are looked at',
    changes: [
      [
        'src/desk/people/prove-factor.ts',
        'desk.memory.signInLimit.reserve(asked)',
        '{ withdraw: () => asked.from }',
      ],
    ],
    test: 'test/web/account/second-factor.test.ts',
  },
  {
    defence: 'who is to have a second factor does nothing before, by the door',
    changes: [
      [
        'src/desk/rights.ts',
        'if (await isShortOfFactor(db, found))',
        'if (found === null && (await isShortOfFactor(db, found)))',
      ],
    ],
    test: 'test/web/account/second-factor.test.ts',
  },
  {
    defence: 'what takes proof takes it, by the door',
    changes: [['src/desk/rights.ts', '  if (isProven) return;\n', '  return;\n']],
    test: 'test/web/account/proof.test.ts',
  },
  {
    defence: 'a proof lasts ten minutes',
    changes: [
      ['src/desk/rights.ts', 'provenMilliseconds = 10 * 60_000', 'provenMilliseconds = 1000 * 60_000'],
    ],
    test: 'test/web/account/proof.test.ts',
  },
  {
    defence: 'a sealed form is of one session and address',
    changes: [['src/web/sealed-forms.ts', "c.get('sessionHash')}", "c.get('sessionHash').length}"]],
    test: 'test/web/account/proof.test.ts',
  },
  {
    defence: 'a change of access takes proof',
    changes: [['src/desk/people/give-access.ts', '  act.needProof();\n', '']],
    test: 'test/web/account/proof.test.ts',
  },
  {
    defence: 'a passkey’s challenge works once',
    changes: [['src/desk/people/passkeys.ts', 'if (used.has(challenge)) return false;', '']],
    test: 'test/web/account/passkeys.test.ts',
  },
  {
    defence: 'a passkey’s challenge is ours',
    changes: [['src/domain/passkey.ts', 'return isOurs && age', 'return age']],
    test: 'test/web/account/passkeys.test.ts',
  },
  {
    defence: 'a passkey knows its person',
    changes: [
      [
        'src/domain/passkey.ts',
        'requireUserVerification: true,\n  };\n  return { met, expected };',
        'requireUserVerification: false,\n  };\n  return { met, expected };',
      ],
    ],
    test: 'test/web/account/passkeys.test.ts',
  },
  {
    defence: 'with a passkey the password alone opens nothing',
    changes: [['src/db/second-factors.ts', ' || (await listPasskeys(db, userId)).length > 0;', ';']],
    test: 'test/web/account/passkeys.test.ts',
  },
  {
    defence: 'a link of a letter works once',
    changes: [['src/desk/people/account-letters.ts', '      await deleteLinksOf(act.tx, user.id);\n', '']],
    test: 'test/desk/people/account-letters.test.ts',
  },
  {
    defence: 'a link of a letter ends after an hour',
    changes: [
      ['src/domain/account-letter.ts', 'linkMilliseconds = 3_600_000', 'linkMilliseconds = 36_000_000'],
    ],
    test: 'test/desk/people/account-letters.test.ts',
  },
  {
    defence: 'no letter goes to a mailbox that becomes tickets',
    changes: [
      [
        'src/desk/telling/own-address.ts',
        'return own.some(({ address }) => address.toLowerCase() === email.toLowerCase());',
        'return own.length < 0;',
      ],
    ],
    test: 'test/desk/people/account-letters.test.ts',
  },
  {
    defence: 'a sign-in at Microsoft ends in the browser that began it',
    changes: [['src/desk/people/microsoft-log-in.ts', 'pending.browserHash !== browserHash || ', '']],
    test: 'test/web/account/microsoft-login.test.ts',
  },
  {
    defence: 'a browser that is still signed in at Microsoft proves nothing',
    changes: [
      ['src/desk/people/microsoft-log-in.ts', 'identity.authenticatedAt ?? new Date(0)', 'work.desk.now()'],
    ],
    test: 'test/web/account/microsoft-proof.test.ts',
  },
  {
    defence: 'a proof at Microsoft is one of now',
    changes: [
      [
        'src/desk/people/microsoft-log-in.ts',
        'authenticatedAt.getTime() >= begunAt.getTime() - skewSeconds * 1000',
        'authenticatedAt.getTime() > 0',
      ],
    ],
    test: 'test/web/account/microsoft-proof.test.ts',
  },
  {
    defence: 'what let somebody in is looked at again with his session',
    changes: [
      [
        'src/desk/people/open-session.ts',
        'if (factor === null) return !(await hasSecondFactor(tx, userId));',
        'if (factor === null) return true;',
      ],
      [
        'src/desk/people/open-session.ts',
        "return microsoft !== 'off' && (await findMicrosoftLink(tx, userId))?.tenantId === tenantId;",
        "return microsoft !== 'off' || tenantId !== '' || (await findMicrosoftLink(tx, userId)) !== undefined;",
      ],
    ],
    test: 'test/desk/people/open-session.test.ts',
  },
  {
    defence: 'no link is made for an address that is not his any more',
    changes: [
      ['src/desk/telling/send-account-letters.ts', 'user?.id !== userId || !user.isActive', 'userId < 0'],
    ],
    test: 'test/desk/people/account-letters.test.ts',
  },
  {
    defence: 'the first passkey ends what the password alone has opened',
    changes: [
      [
        'src/desk/people/passkeys.ts',
        'if (!(await hasSecondFactor(act.tx, userId))) await endOtherSessions(act, userId);',
        'void endOtherSessions;',
      ],
    ],
    test: 'test/web/account/passkeys.test.ts',
  },
  {
    defence: 'an open page alone keeps no session',
    changes: [
      ['src/web/account/session.ts', ' && !isOfPageItself(c)', ' && isOfPageItself(c) !== undefined'],
    ],
    test: 'test/web/account/session.test.ts',
  },
  {
    defence: 'a challenge for a passkey is of one start of the program',
    changes: [['src/domain/passkey.ts', '[run, purpose, head]', '[purpose, head]']],
    test: 'test/domain/passkey.test.ts',
  },
  {
    defence: 'a Microsoft account is known by its object ID',
    changes: [
      [
        'src/desk/people/admit-microsoft-person.ts',
        "if ((await findMicrosoftLink(act.tx, user.id)) !== undefined) return 'other_account';",
        '',
      ],
    ],
    test: 'test/web/account/microsoft-login.test.ts',
  },
  {
    defence: 'as the only way, Microsoft closes passwords',
    changes: [
      [
        'src/db/microsoft-people.ts',
        "return microsoft === 'only' && userId !== localAdminId;",
        "return microsoft === 'only' && userId === -localAdminId;",
      ],
    ],
    test: 'test/web/account/microsoft-login.test.ts',
  },
  {
    defence: 'out of the group is out of Postroom',
    changes: [
      ['src/desk/people/admit-microsoft-person.ts', "    return 'not_in_group';\n", '    return user;\n'],
    ],
    test: 'test/web/account/microsoft-login.test.ts',
  },
  {
    defence: 'alerts go by no server inside without an admin’s word',
    changes: [['src/desk/telling/deliver-alerts.ts', '    await assertPublicServer(input);\n', '']],
    test: 'test/abuse/private-servers.test.ts',
  },
  {
    defence: 'no cell of a table is a formula',
    changes: [['src/web/csv-line.ts', 'cell.replace(beginning,', "cell.replace('',"]],
    test: 'test/web/csv-line.test.ts',
  },
  {
    defence: 'a key to a plain file changes nothing',
    changes: [
      [
        'src/db/care/look-at-file.ts',
        'if (!isPlain || key === undefined) return;',
        "if (path !== '') return;",
      ],
    ],
    test: 'test/commands/key-command.test.ts',
  },
  {
    defence: 'a token has what its scopes say',
    changes: [
      [
        'src/desk/token-scopes.ts',
        "wanted === 'any' || granted.includes(wanted)",
        "wanted === 'any' || granted.length >= 0",
      ],
    ],
    test: 'test/desk/door.test.ts',
  },
  {
    defence: 'a token sends with the scope send alone',
    changes: [['src/desk/token-scopes.ts', "  replyToTicket: 'send',", "  replyToTicket: 'tickets:write',"]],
    test: 'test/desk/door.test.ts',
  },
  {
    defence: 'a webhook reaches no server inside',
    changes: [
      [
        'src/desk/telling/post-json.ts',
        'refused !== undefined && !options.allowsPrivate',
        'refused !== undefined && options.allowsPrivate === undefined',
      ],
    ],
    test: 'test/desk/telling/post-json.test.ts',
  },
  {
    defence: 'a webhook connects to the address that was judged',
    changes: [
      [
        'src/desk/telling/post-json.ts',
        '    agent: false,\n    lookup,',
        '    agent: false,\n    ...(family < 0 ? { lookup } : {}),',
      ],
    ],
    test: 'test/desk/telling/post-json.test.ts',
  },
  {
    defence: 'the token of Graph goes to Graph alone',
    changes: [
      [
        'src/microsoft/graph-client.ts',
        'if (isOwnLink({ graph }, path)) return path;',
        "if (path !== '') return path;",
      ],
    ],
    test: 'test/microsoft/graph-reader.test.ts',
  },
  {
    defence: 'pages of Graph that lead to each other end',
    changes: [['src/microsoft/graph-rows.ts', ' || walked.has(next)', '']],
    test: 'test/fuzz/graph.test.ts',
  },
  {
    defence: 'a folder of Graph is walked once',
    changes: [['src/microsoft/graph-folders.ts', 'if (known.seen.has(read.id)) continue;', '']],
    test: 'test/fuzz/graph.test.ts',
  },
  {
    defence: 'a row of Graph is an object',
    changes: [['src/microsoft/graph-rows.ts', ' || !value.every(isRow)', '']],
    test: 'test/fuzz/graph.test.ts',
  },
  {
    defence: 'a folder without a count is no empty one',
    changes: [['src/mail/imap-folders.ts', 'if (exists === undefined) throw noCount(name);', '']],
    test: 'test/fuzz/imap.test.ts',
  },
  {
    defence: 'forms of one sender have turns',
    changes: [['src/web/turns.ts', 'pLimit(limits.ofOne)', 'pLimit(99)']],
    test: 'test/web/turns.test.ts',
  },
  {
    defence: 'what is percent-encoded is no file',
    changes: [['src/web/request-body.ts', '? fileBytes : longTextBytes', '? fileBytes : fileBytes']],
    test: 'test/abuse/request-body.test.ts',
  },
  {
    defence: 'a killed command takes nothing along',
    changes: [['src/commands/control-socket.ts', ".on('error', onError)", '']],
    test: 'test/commands/control-socket.test.ts',
  },
  {
    defence: 'blanks of a prefix are bounded',
    changes: [
      [
        'src/domain/subject.ts',
        '\\\\s{0,9}(?:[[(^]?\\\\d{1,3}[\\\\])]?)?\\\\s{0,9}[:：]',
        '\\\\s*(?:[[(^]?\\\\d{1,3}[\\\\])]?)?\\\\s*[:：]',
      ],
    ],
    test: 'test/abuse/linear-functions.test.ts',
  },
  {
    defence: 'recipients are looked up, not compared',
    changes: [
      [
        'src/domain/reply.ts',
        '!taken.has(normalizeAddress(each.address))',
        '![...taken].some((other) => isSameAddress(other, each.address))',
      ],
    ],
    test: 'test/abuse/linear-functions.test.ts',
  },
  {
    defence: 'a notification of Graph brings its secret',
    changes: [
      [
        'src/web/microsoft/change-notifications.ts',
        "expected !== undefined && isSame(clientState ?? '', expected)",
        "expected !== undefined || isSame(clientState ?? '', expected ?? '')",
      ],
    ],
    test: 'test/web/microsoft/change-notifications.test.ts',
  },
  {
    defence: 'a token leads no webhook into our own network',
    changes: [
      [
        'src/desk/telling/save-webhook.ts',
        "if (actor.kind !== 'token' || !given.allowsPrivate) return;",
        'return;',
      ],
    ],
    test: 'test/web/api/actions.test.ts',
  },
  {
    defence: 'what an admin allowed a webhook holds for its address',
    changes: [['src/desk/telling/save-webhook.ts', ' && before.url === given.url) return;', ') return;']],
    test: 'test/web/api/actions.test.ts',
  },
  {
    defence: 'a receiver that switches protocols ends the wait',
    changes: [['src/desk/telling/post-json.ts', "outgoing.on('upgrade'", "outgoing.on('upgraded'"]],
    test: 'test/mail/silent-servers.test.ts',
  },
  {
    defence: 'what comes before an answer is bounded',
    changes: [['src/desk/telling/post-json.ts', 'if (said > mostHeadBytes)', 'if (said < 0)']],
    test: 'test/mail/silent-servers.test.ts',
  },
  {
    defence: 'people come before a flood of requests that nobody knows',
    changes: [
      ['src/web/admission.ts', 'const sender = userId === undefined ?', 'const sender = userId !== 0 ?'],
    ],
    test: 'test/web/admission.test.ts',
  },
  {
    defence: 'networks have turns of their own',
    changes: [['src/web/admission.ts', 'networkOf(address)', "networkOf('::1')"]],
    test: 'test/web/admission.test.ts',
  },
  {
    defence: 'a stream too many is refused before anything is made of it',
    changes: [['src/web/admission.ts', '!isStream(incoming) || ', 'incoming.complete || ']],
    test: 'test/web/admission.test.ts',
  },
  {
    defence: 'one address has so many lines',
    changes: [['src/web/connection-limit.ts', 'if (before >= limits.address)', 'if (before < 0)']],
    test: 'test/web/admission.test.ts',
  },
  {
    defence: 'a new password by an admin ends the links of letters',
    changes: [
      ['src/desk/people/change-user.ts', '  await deleteLinksOf(tx, userId);\n}', '  void userId;\n}'],
    ],
    test: 'test/desk/people/account-letters.test.ts',
  },
  {
    defence: 'another address ends the links of letters',
    changes: [['src/desk/people/change-user.ts', '?? user.email) !== user.email)', "?? user.email) === '')"]],
    test: 'test/desk/people/account-letters.test.ts',
  },
  {
    defence: 'no formula begins behind a semicolon',
    changes: [['src/web/csv-line.ts', '(^|[;\\t', '(^|[\\t']],
    test: 'test/web/csv-line.test.ts',
  },
  {
    defence: 'a request of the MCP server holds one call',
    changes: [['src/web/mcp/mcp.ts', "text.trimStart().startsWith('[')", "text === ''"]],
    test: 'test/web/mcp/mcp.test.ts',
  },
  {
    defence: 'a name that stands twice in the JSON of a program is refused',
    changes: [['src/web/repeated-field.ts', 'if (field === undefined) return;', 'return;']],
    test: 'test/web/api/broken-bodies.test.ts',
  },
  {
    defence: 'who watches the program does not wait behind a flood of his network',
    changes: [['src/web/admission.ts', 'isProbe(incoming) ?', "incoming.url === '' ?"]],
    test: 'test/web/admission.test.ts',
  },
  {
    defence: 'searches of one person hold up nobody else',
    changes: [
      [
        'src/web/read-turns.ts',
        'ofOne: 2, ofAll: 4, mostWaiting: 60',
        'ofOne: 4, ofAll: 4, mostWaiting: 600',
      ],
    ],
    test: 'test/web/read-turns.test.ts',
  },
  {
    defence: 'commands of one person hold up nobody else',
    changes: [['src/web/desk-turns.ts', 'ofOne: 16, ofAll', 'ofOne: 600, ofAll']],
    test: 'test/web/desk-turns.test.ts',
  },
  {
    defence: 'costly mail has a part of the time only while other mail waits, however many send it',
    changes: [['src/domain/fair-shares.ts', "return isCostly ? 'costly' : 'other';", "return 'other';"]],
    test: 'test/domain/fair-turns.test.ts',
  },
  {
    defence: 'no mail stands in a parser process behind what is costly of another source',
    changes: [
      [
        'src/mail/parser-slots.ts',
        'each.isCostly && each.source !== source',
        "each.isCostly && each.source === 'nobody'",
      ],
    ],
    test: 'test/mail/parser-pool.test.ts',
  },
  {
    defence: 'what one connection imports does not wait for what another does',
    changes: [
      ['src/desk/files/import-files.ts', 'connection: number = 0 } = batch', 'number = 0 } = batch as never'],
    ],
    test: 'test/desk/files/import-files.test.ts',
  },
  {
    defence: 'programs are refused by problem documents before any route, too',
    changes: [['src/web/problem.ts', '(?:api|mcp)', '(?:nothing)']],
    test: 'test/web/admission.test.ts',
  },
  {
    defence: 'tables by words hold their own rows alone',
    changes: [
      ['src/domain/word-table.ts', 'return Object.assign(Object.create(null), rows);', 'return rows;'],
    ],
    test: 'test/abuse/inherited-names.test.ts',
  },
  {
    defence: 'a form names one boundary',
    changes: [
      [
        'src/web/request-body.ts',
        'multipartType.exec(type)?.groups?.boundary',
        '/boundary="?([^";]{1,200})/i.exec(type)?.[1]',
      ],
    ],
    test: 'test/abuse/request-body.test.ts',
  },
  {
    defence: 'a stored password goes to no other server',
    changes: [
      ['src/domain/mail-account.ts', 'stored !== undefined && !isSamePlace(', 'false && !isSamePlace('],
    ],
    test: 'test/web/channels/mail-account.test.ts',
  },
  {
    defence: 'the secret of an app is shown in its session alone',
    changes: [['src/web/account/totp-offers.ts', "=> c.get('sessionHash')", "=> String(c.get('user').id)"]],
    test: 'test/web/account/second-factor.test.ts',
  },
  {
    defence: 'a parser process answers what it was asked',
    changes: [['src/mail/parser-child.ts', 'asked === undefined || id !== asked.id', 'asked === undefined']],
    test: 'test/mail/parser-pool.test.ts',
  },
  {
    defence: 'a token is looked at again after its request has waited',
    changes: [['src/web/api/facts.ts', 'await renew(web, caller), after', 'caller, after']],
    test: 'test/web/api/facts.test.ts',
  },
  {
    defence: 'the word of a server is about the sender that is shown',
    changes: [
      [
        'src/domain/sender-check.ts',
        "judged !== '' && !isAligned(judged, domain)",
        "judged === '?' && !isAligned(judged, domain)",
      ],
    ],
    test: 'test/mail/authentication.test.ts',
  },
  {
    defence: 'of an account that is tried no more is kept than an address has letters',
    changes: [
      [
        'src/domain/sign-in-limit.ts',
        'asked.slice(0, longestAddress)',
        'asked.slice(0, longestAddress * 9_999)',
      ],
    ],
    test: 'test/domain/sign-in-limit.test.ts',
  },
  {
    defence: 'the password of before is in no page',
    changes: [['src/web/failures.tsx', 'current|proof', 'currently|proof']],
    test: 'test/abuse/sign-in.test.ts',
  },
  {
    defence: 'a list to go back to is an address',
    changes: [['src/web/tickets/list-path.ts', '[\\x21-\\x7e]', '[^]']],
    test: 'test/abuse/small-groups.test.ts',
  },
  {
    defence: 'who shares no group is not named',
    changes: [
      ['src/db/group-access.ts', 'knowsAll ? undefined : isKnown', 'knowsAll ? undefined : undefined'],
    ],
    test: 'test/abuse/small-groups.test.ts',
  },
  {
    defence: 'junk of a mailbox that is not for somebody is not there',
    changes: [
      [
        'src/db/stray-mail.ts',
        ".where(and(eq(junkMails.id, id), inGroupsOf(viewer, channels.groupId, 'read')))",
        '.where(eq(junkMails.id, id))',
      ],
    ],
    test: 'test/abuse/small-groups.test.ts',
  },
  {
    defence: 'a shared search is changed by who may change it, under whatever name',
    changes: [['src/desk/tickets/save-view.ts', '    await assertMayChange(act, before);\n', '']],
    test: 'test/abuse/small-groups.test.ts',
  },
  {
    defence: 'a token writes nothing below an admin’s messages',
    changes: [
      [
        'src/desk/composing/save-signature.ts',
        'assertNoAdminByToken(work, await getUser(work.desk.read, userId))',
        'await getUser(work.desk.read, userId)',
      ],
    ],
    test: 'test/abuse/small-groups.test.ts',
  },
  {
    defence: 'what comes by a proxy is not of this machine',
    changes: [['src/web/metrics.ts', 'isFromHere && !isForwarded(c)', 'isFromHere']],
    test: 'test/web/metrics.test.ts',
  },
  {
    defence: 'an identifier of ours on somebody else’s mail makes it no copy of ours',
    changes: [
      [
        'src/desk/incoming/find-earlier.ts',
        'article.isOurs && !isOfStranger(read, article)',
        'article.isOurs',
      ],
    ],
    test: 'test/abuse/forged-senders.test.ts',
  },
  {
    defence: 'an assistant is told nothing in an address that a mail asks for',
    changes: [['src/web/mcp/write-tools.ts', "() => ' (the page of the ticket shows it)'", 'undefined']],
    test: 'test/web/mcp/mcp.test.ts',
  },
  {
    defence: 'tags that a filter has made of a mail are marked as its words',
    changes: [
      [
        'src/web/mcp/marked-words.ts',
        'somebodyElsesWords: { subject, tags, customer',
        'tags, somebodyElsesWords: { subject, customer',
      ],
    ],
    test: 'test/web/mcp/mcp.test.ts',
  },
  {
    defence: 'lines that flow into each other are read once',
    changes: [
      [
        'src/domain/flowed.ts',
        'pieces.push(isFlowed && deleteSpace ? content.slice(0, -1) : content);',
        "pieces.push(isFlowed && deleteSpace ? content.slice(0, -1) : content);\n    pieces.splice(0, pieces.length, pieces.join(''));",
      ],
    ],
    test: 'test/abuse/linear-functions.test.ts',
  },
  {
    defence: 'a wide slash is no slash in the name of a file',
    changes: [['src/domain/content-disposition.ts', '%/:]', '%]']],
    test: 'test/domain/content-disposition.test.ts',
  },
  {
    defence: 'lines of a household are counted together',
    changes: [
      ['src/web/connection-limit.ts', "networkOf(line.remoteAddress ?? '')", "line.remoteAddress ?? ''"],
    ],
    test: 'test/web/admission.test.ts',
  },
  {
    defence: 'streams of a household are counted together',
    changes: [['src/web/stream-limit.ts', 'networkOf(address)}`, limits', 'address}`, limits']],
    test: 'test/web/stream-limit.test.ts',
  },
  {
    defence: 'bodies of a household are bounded together',
    changes: [['src/web/request-body.ts', 'networkOf(clientAddress(c, web))', 'clientAddress(c, web)']],
    test: 'test/abuse/request-body.test.ts',
  },
  {
    defence: 'V8 collects within no call that it cannot leave',
    changes: [['src/late-options.ts', "  '--no-turbo-fast-api-calls',\n", '']],
    test: 'test/late-options.test.ts',
  },
  {
    defence: 'text that is nested too deep is read by no parser',
    changes: [['src/mail/html-repair.ts', '    !isTooDeep(text) &&\n', '']],
    test: 'test/mail/html-repair.test.ts',
  },
  {
    defence: 'a session ends a day after its beginning',
    changes: [
      [
        'src/desk/people/log-in.ts',
        'const absoluteMilliseconds = 24 *',
        'const absoluteMilliseconds = 2_400 *',
      ],
    ],
    test: 'test/web/account/session.test.ts',
  },
  {
    defence: 'a person has ten sessions',
    changes: [
      ['src/desk/people/open-session.ts', 'const mostSessions = 10;', 'const mostSessions = 10_000;'],
    ],
    test: 'test/web/users/care.test.ts',
  },
  {
    defence: 'whoever is disabled, or has a new password, is signed out everywhere',
    changes: [['src/desk/people/change-user.ts', '  await deleteSessionsOfUser(tx, userId);\n', '']],
    test: 'test/web/users/access.test.ts',
  },
  {
    defence: 'whoever is in no group of the directory is signed out everywhere',
    changes: [
      ['src/desk/people/admit-microsoft-person.ts', '    await deleteSessionsOfUser(act.tx, user.id);\n', ''],
    ],
    test: 'test/web/account/microsoft-login.test.ts',
  },
  {
    defence: 'an address has few automatic answers a day',
    changes: [
      [
        'src/domain/auto-reply.ts',
        'given.toAddressInDay >= limits.autoRepliesPerDay',
        'given.toAddressInDay < 0',
      ],
    ],
    test: 'test/desk/incoming/auto-reply.test.ts',
  },
  {
    defence: 'all addresses together have so many automatic answers an hour',
    changes: [
      ['src/domain/auto-reply.ts', 'given.toAllInHour >= limits.autoRepliesPerHour', 'given.toAllInHour < 0'],
    ],
    test: 'test/desk/incoming/auto-reply.test.ts',
  },
  {
    defence: 'no robot is answered by itself',
    changes: [['src/domain/auto-reply.ts', 'if (robot !== undefined)', 'if (robot === null)']],
    test: 'test/desk/incoming/auto-reply.test.ts',
  },
  {
    defence: 'of a receiver’s answer so much is read',
    changes: [
      [
        'src/desk/telling/post-json.ts',
        'const mostAnswerBytes = 2000;',
        'const mostAnswerBytes = 2_000_000;',
      ],
    ],
    test: 'test/fuzz/webhooks.test.ts',
  },
  {
    defence: 'a restore ends all sessions',
    changes: [['src/db/care/keep-access.ts', '  await endSessions(restored);\n', '']],
    test: 'test/db/care/keep-access.test.ts',
  },
  {
    defence: 'a restore keeps out who was shut out since',
    changes: [
      [
        'src/db/care/keep-access.ts',
        'return before !== undefined && putAccess(restored, before, now);',
        'return before !== undefined;',
      ],
    ],
    test: 'test/db/care/keep-access.test.ts',
  },
  {
    defence: 'names of files do not steer the terminal',
    changes: [
      ['src/commands/terminal.ts', "text.replace(/[\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069]+/gu, ' ')", 'text'],
    ],
    test: 'test/commands/import-command.test.ts',
  },
  {
    defence: 'a body says nothing of its sender',
    changes: [
      ['src/mail/mime-tree.ts', "({ key }) => key.startsWith('content-')", "({ key }) => key !== ''"],
    ],
    test: 'test/mail/authentication.test.ts',
  },
  {
    defence: 'written-out brackets beside real ones are a name',
    changes: [
      [
        'src/mail/address-mending.ts',
        "return value.includes('&lt;') && !value.includes('<');",
        "return value.includes('&lt;');",
      ],
    ],
    test: 'test/mail/odd-addresses.test.ts',
  },
  {
    defence: 'whoever is blocked stays so under another customer’s name',
    changes: [
      [
        'src/desk/customers/merge-customers.ts',
        'from.blockedAt !== null && into.blockedAt === null',
        'from.blockedAt !== null && into.note === from.email',
      ],
    ],
    test: 'test/desk/customers/customers.test.ts',
  },
  {
    defence: 'a page of a proxy is no message',
    changes: [['src/microsoft/graph-client.ts', 'if (isOther) {', "if (isOther && type === '?') {"]],
    test: 'test/microsoft/odd-changes.test.ts',
  },
  {
    defence: 'what Exchange calls its own counts with Exchange alone',
    changes: [['src/domain/sender-check.ts', "trusted === 'exchange' && isInternal", 'isInternal']],
    test: 'test/mail/authentication.test.ts',
  },
  {
    defence: 'no character turns letters around',
    changes: [
      [
        'src/domain/plain-text.ts',
        "return text.replaceAll('\\u202d', '\\u202a').replaceAll('\\u202e', '\\u202b');",
        'return text;',
      ],
    ],
    test: 'test/abuse/turned-text.test.ts',
  },
  {
    defence: 'no element turns letters around',
    changes: [
      ['src/mail/html.ts', "  bdo: 'bdi',\n", ''],
      ['src/mail/html.ts', 'aside bdi big', 'aside bdi bdo big'],
    ],
    test: 'test/abuse/turned-text.test.ts',
  },
  {
    defence: 'no style turns letters around',
    changes: [
      [
        'src/mail/html-style.ts',
        "property === 'unicode-bidi' && /override/i",
        "property === '' && /override/i",
      ],
    ],
    test: 'test/abuse/turned-text.test.ts',
  },
  {
    defence: 'signs around an address and letters like others hide no link',
    changes: [
      ['src/mail/render/disguised-links.ts', 'return readAsBrowsers(words).slice', 'return words.slice'],
    ],
    test: 'test/mail/render/apply-styles.test.ts',
  },
  {
    defence: 'nothing beside the pointer names another address than a link’s',
    changes: [
      ['src/mail/html.ts', "key === 'title' && isFalseAddress(value)", "key === '' && isFalseAddress(value)"],
    ],
    test: 'test/mail/render/apply-styles.test.ts',
  },
  {
    defence: 'a signature is about the words that were signed',
    changes: [['src/mail/body.ts', 'reading.isWhole ? found', 'reading.isWhole !== undefined ? found']],
    test: 'test/mail/containers.test.ts',
  },
  {
    defence: 'letters that nobody sees are in no text',
    changes: [
      [
        'src/domain/plain-text.ts',
        "if (!text.includes('\\udb40')) return text;",
        "if (text !== '?') return text;",
      ],
    ],
    test: 'test/abuse/unseen-letters.test.ts',
  },
  {
    defence: 'elements without end are no deeper than one can go down',
    changes: [['src/mail/render/html-tree.ts', 'const deepest = 400;', 'const deepest = 4_000_000;']],
    test: 'test/mail/render/linear-rendering.test.ts',
  },
  {
    defence: 'cells without end are no longer and longer line',
    changes: [['src/domain/html/html-outline.ts', " && !reading.text.endsWith(' ')", '']],
    test: 'test/mail/render/linear-rendering.test.ts',
  },
  {
    defence: 'a page lists so many files',
    changes: [['src/db/article-list.ts', 'const mostFiles = 500;', 'const mostFiles = 500_000;']],
    test: 'test/abuse/long-pages.test.ts',
  },
  {
    defence: 'a page names so many people',
    changes: [
      ['src/web/tickets/listed-people.ts', 'const mostPeople = 1_000;', 'const mostPeople = 1_000_000;'],
    ],
    test: 'test/abuse/long-pages.test.ts',
  },
];
