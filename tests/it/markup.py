"""Reads a mail on standard input with Python's own parsers, and says as JSON what it found.

{"headers": [[NAME, VALUE]], "defects": [TEXT], "parts": [{"type", "charset", "text", "tags", "links"}]}
tags: of HTML alone, each element with the names of its attributes, and whatever else is no text.
"""

import email
import email.policy
import html.parser
import json
import sys


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.links = [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(" ".join([tag, *(name for name, _ in attributes)]))
        self.links += [value for name, value in attributes if name in ("href", "src", "action")]

    def handle_comment(self, data):
        self.tags.append("a comment")

    def handle_pi(self, data):
        self.tags.append("an instruction")

    def unknown_decl(self, data):
        self.tags.append("a declaration")


def part(message):
    text = message.get_content()
    found = {
        "type": message.get_content_type(),
        "charset": message.get_content_charset(),
        "text": text,
    }
    if found["type"] == "text/html":
        page = Page()
        page.feed(text)
        page.close()
        found |= {"tags": page.tags, "links": page.links}
    return found


mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
leaves = [message for message in mail.walk() if not message.is_multipart()]
json.dump(
    {
        "headers": mail.items(),
        "defects": [str(defect) for message in mail.walk() for defect in message.defects],
        "parts": [part(message) for message in leaves],
    },
    sys.stdout,
)
