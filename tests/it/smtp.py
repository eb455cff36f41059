"""A mail server for tests, by aiosmtpd: hands each recipient's copy to a Maildir and keeps a record.

usage: smtp.py DIRECTORY MAIL UID GID

DIRECTORY holds server.pem and server.key; ports.json appears there once the ports are open,
envelopes.jsonl grows by a line for each accepted mail, and mode.json, read for every command, says
how to misbehave. MAIL holds USER/Maildir for the local part of each recipient, owned by UID:GID
(-1: leave it).
"""

import asyncio
import base64
import itertools
import json
import os
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

directory, mail = map(pathlib.Path, sys.argv[1:3])
uid, gid = map(int, sys.argv[3:5])
serial = itertools.count(1)


def mode():
    try:
        return json.loads((directory / "mode.json").read_text())
    except FileNotFoundError:
        return {}


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=data.password == b"secret", auth_data=data)


async def by_token(server, args, error):
    """XOAUTH2 and OAUTHBEARER take "valid-token…" from anybody, and say why they take no other."""
    said = base64.b64decode(args[1]) if len(args) == 2 else await server.challenge_auth("")
    parts = said.split(b"\x01")
    login = parts[0].removeprefix(b"user=").removeprefix(b"n,a=").removesuffix(b",")
    if any(part.startswith(b"auth=Bearer valid-token") for part in parts):
        return AuthResult(success=True, auth_data=LoginPassword(login, b""))
    await server.challenge_auth(json.dumps(error))
    return AuthResult(success=False, handled=False)


async def wrong(server, stage):
    """What to answer at a stage of the dialogue, where mode.json says that something goes wrong there."""
    how = mode().get("at", {}).get(stage)
    if how == "hold":
        (directory / "held").touch()
        # Cancelled when the client is gone.
        await asyncio.Event().wait()
    if how == "drop":
        server.transport.abort()
    return how


def staged(command):
    ordinary = getattr(SMTP, "smtp_" + command)

    async def staged(server, arg):
        answer = await wrong(server, command)
        if answer is None:
            await ordinary(server, arg)
        elif answer != "drop":
            await server.push(answer)

    return staged


class Server(SMTP):
    smtp_EHLO, smtp_MAIL, smtp_RCPT, smtp_DATA, smtp_QUIT = map(
        staged, ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]
    )


def deliver(recipient, raw):
    home = mail / recipient.partition("@")[0]
    maildir = home / "Maildir"
    # Owned one by one: Dovecot may be at work in them.
    for made in [home, maildir, maildir / "tmp", maildir / "cur", maildir / "new"]:
        if not made.is_dir():
            made.mkdir()
            os.chown(made, uid, gid)
    name = f"{os.getpid()}.M{next(serial)}.smtp"
    (maildir / "tmp" / name).write_bytes(raw)
    os.chown(maildir / "tmp" / name, uid, gid)
    (maildir / "tmp" / name).rename(maildir / "new" / name)


class Handler:
    async def auth_XOAUTH2(self, server, args):
        return await by_token(server, args, {"status": "400", "schemes": "Bearer"})

    async def auth_OAUTHBEARER(self, server, args):
        return await by_token(server, args, {"status": "invalid_token", "scope": "mail"})

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = mode().get("recipients", {}).get(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = await wrong(server, ".")
        if answer:
            return answer
        # session.ssl is set by STARTTLS alone.
        tls = server.transport.get_extra_info("ssl_object") is not None
        self.save(session, envelope, tls)
        await wrong(server, "saved")
        return "250 saved"

    def save(self, session, envelope, tls):
        for recipient in envelope.rcpt_tos:
            deliver(recipient, envelope.content)
        line = json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": tls,
            "user": session.auth_data.login.decode() if session.authenticated else None,
            "raw": envelope.content.decode("latin-1"),
        })
        with open(directory / "envelopes.jsonl", "a") as envelopes:
            envelopes.write(line + "\n")


async def main():
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(directory / "server.pem", directory / "server.key")
    common = {"authenticator": authenticate, "hostname": "localhost", "enable_SMTPUTF8": True}

    def implicit():
        # aiosmtpd knows TLS only where it began it by STARTTLS.
        return Server(Handler(), auth_require_tls=False, **common)

    def starttls():
        return Server(Handler(), tls_context=tls, require_starttls=True, **common)

    def plain():
        return Server(Handler(), auth_require_tls=False, **common)

    loop = asyncio.get_running_loop()
    ports = {}
    for name, factory, context in [
        ("implicit", implicit, tls),
        ("starttls", starttls, None),
        ("plain", plain, None),
    ]:
        server = await loop.create_server(factory, "127.0.0.1", 0, ssl=context)
        ports[name] = server.sockets[0].getsockname()[1]

    (directory / "ports.new").write_text(json.dumps(ports))
    (directory / "ports.new").rename(directory / "ports.json")
    await asyncio.Event().wait()


asyncio.run(main())
