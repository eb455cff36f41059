"""Takes the place of imaplogin before Courier's imapd: asks who it is, then becomes imapd on that connection.

Courier's own imaplogin finds its password daemon at one fixed place of the whole machine. All after the login is
Courier's.

usage: courier.py IMAPD MAIL PASSWORD

MAIL holds USER/Maildir for everyone. The port is the first line of the output.
"""

import os
import re
import socketserver
import sys

imapd, mail, password = sys.argv[1:4]

# As in Debian's /etc/courier/imapd.
CAPABILITY = (
    "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE"
)


class Login(socketserver.BaseRequestHandler):
    def handle(self):
        self.say(f"* OK [CAPABILITY {CAPABILITY}] Courier-IMAP ready.")
        while line := self.line():
            tag, _, command = line.partition(" ")
            word = command.partition(" ")[0].upper()
            login = re.fullmatch(r'LOGIN "([^"/]+)" "([^"]*)"', command)
            if word == "CAPABILITY":
                self.say(f"* CAPABILITY {CAPABILITY}", f"{tag} OK CAPABILITY completed")
            elif login and login[2] == password:
                self.become_imapd(tag, login[1])
            elif word == "LOGIN":
                self.say(f"{tag} NO Login failed.")
            elif word == "LOGOUT":
                self.say("* BYE Courier-IMAP server shutting down", f"{tag} OK LOGOUT completed")
                return
            else:
                self.say(f"{tag} NO Error in IMAP command received by server.")

    def say(self, *lines):
        self.request.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def line(self):
        """Byte by byte: what follows the login is for imapd."""
        line = b""
        while not line.endswith(b"\n"):
            byte = self.request.recv(1)
            if not byte:
                return None
            line += byte
        return line.decode().rstrip("\r\n")

    def become_imapd(self, tag, user):
        home = os.path.join(mail, user)
        for part in ["cur", "new", "tmp"]:
            os.makedirs(os.path.join(home, "Maildir", part), exist_ok=True)
        os.chdir(home)
        os.dup2(self.request.fileno(), 0)
        os.dup2(self.request.fileno(), 1)
        environment = {
            "LD_LIBRARY_PATH": os.environ["LD_LIBRARY_PATH"],
            "AUTHENTICATED": user,
            "IMAPLOGINTAG": tag,
            "PROTOCOL": "IMAP",
            "CAPABILITY": CAPABILITY,
            "IMAP_CAPABILITY": CAPABILITY,
            # Locks ask a file access monitor, see libfam.c.
            "IMAP_USELOCKS": "0",
            "IMAP_ENHANCEDIDLE": "0",
            "TCPREMOTEIP": "127.0.0.1",
            "TCPREMOTEPORT": str(self.client_address[1]),
        }
        os.execve(imapd, ["imapd", "Maildir"], environment)


with socketserver.ForkingTCPServer(("127.0.0.1", 0), Login) as server:
    server.max_children = 200
    print(server.server_address[1], flush=True)
    server.serve_forever()
