"""A server of its own for browser tests: the real program in a process that can be killed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

START_SECONDS_MAX = 180


class Server:
    """uvicorn with the platform, on a free port; settings come from the environment that is given."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = {**os.environ, "PARECON_DEMO": "1", "PYTHONWARNINGS": "default", **environment}
        self.log = folder / "server.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Server:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "uvicorn", "parecon_web.asgi:application", "--host", "127.0.0.1", "--port", str(self.port),
                   "--log-level", "warning", "--no-access-log", "--timeout-graceful-shutdown", "1"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        until = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < until:
            assert self.process.poll() is None, self.log.read_text()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise TimeoutError(f"the server did not answer in {START_SECONDS_MAX} s:\n{self.log.read_text()}")

    def kill(self) -> None:
        """End it at once, as by kill -9."""
        if self.process and self.process.poll() is None:
            self.process.kill()
        if self.process:
            self.process.wait()
