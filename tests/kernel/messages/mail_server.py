"""A mail server for tests, on this machine, which answers as it is told to. Speaks just enough of RFC 5321."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

Mood = Literal["takes it", "knows nobody", "is busy", "hangs up after the letter", "refuses the letter"]


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, mood: Mood) -> None:
        self.mood = mood
        self.letters: list[str] = []
        super().__init__(("127.0.0.1", 0), Talk)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Talk(socketserver.StreamRequestHandler):
    server: Server

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT" and self.server.mood in ("knows nobody", "is busy"):
                self.say("550 no such user" if self.server.mood == "knows nobody" else "450 busy")
            elif verb == "DATA":
                self.say("354 go on")
                letter = []
                while (part := self.rfile.readline().decode()) not in (".\r\n", ""):
                    letter.append(part)
                self.server.letters.append("".join(letter))
                if self.server.mood == "hangs up after the letter":
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.say("554 no" if self.server.mood == "refuses the letter" else "250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")


@contextmanager
def mail_server(mood: Mood) -> Iterator[Server]:
    with Server(mood) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
