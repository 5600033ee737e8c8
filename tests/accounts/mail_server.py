"""A mail server that speaks as much SMTP as the tests need, on a port of its own."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Post:
    """What a server took, and how it answers each command (by its first word)."""

    answers: dict[str, str] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    failures: int = 0
    """How many more times a message is put off."""
    port: int = 0

    def answer(self, word: str) -> str | None:
        """Return what is said to a command out of the ordinary."""
        if word == "MAIL" and self.failures:
            self.failures -= 1
            return "451 later"
        return self.answers.get(word)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline():
            word = line.split()[0].decode().upper()
            given = self._post.answer(word)
            if given:
                self._say(given)
            elif word == "DATA":
                self._say("354 go on")
                self._post.taken.append(self._body())
                self._say(self._post.answers.get(".", "250 taken"))
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    @property
    def _post(self) -> Post:
        return self.server.post  # type: ignore[attr-defined, no-any-return]  # set below

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def _body(self) -> str:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.decode())
        return "".join(lines)


@contextmanager
def mail_server(**answers: str) -> Iterator[Post]:
    """Run a mail server; `MAIL="550 no"` is how it answers MAIL."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        post = Post(answers={word.upper(): text for word, text in answers.items()})
        post.port = server.server_address[1]
        server.post = post  # type: ignore[attr-defined]  # read by the handler
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield post
        server.shutdown()
