"""A daemon on this machine that speaks ClamAV's INSTREAM, for real."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Scanner(socketserver.StreamRequestHandler):
    """Finds the test virus; says what `reply` says instead when that is set."""

    reply = b""
    seen: list[bytes] = []

    def handle(self) -> None:
        command = self.rfile.read(len(b"zINSTREAM\0"))
        if command != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        data = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
        self.seen.append(data)
        found = b"stream: Eicar-Signature FOUND\0" if b"EICAR" in data else b"stream: OK\0"
        self.wfile.write(self.reply or found)


@contextmanager
def scanner(reply: bytes = b"") -> Iterator[str]:
    """Run the daemon and yield its address."""
    kind = type("Replying", (Scanner,), {"reply": reply, "seen": []})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), kind) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@contextmanager
def socket_scanner(path: str) -> Iterator[str]:
    """Run the daemon on a Unix socket and yield its address."""
    with socketserver.ThreadingUnixStreamServer(path, Scanner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"unix:{path}"
        server.shutdown()
