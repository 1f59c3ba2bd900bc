"""A real OpenSearch of three nodes on this machine, each in a JVM of its own.

    python tests/cluster/cluster.py start FOLDER    prints the URL, or why there is none
    python tests/cluster/cluster.py stop FOLDER

It listens on loopback only. It takes Maven, and Java 21 or newer.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

HERE = Path(__file__).parent
NODES = (1, 2, 3)
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_JAVA = 21
_HEAP = "512m"
_FETCHING, _STARTING = 240, 120
"""Seconds that Maven may take, and the nodes."""


class NotToBeHadError(Exception):
    """Say why there can be no cluster here."""


class Cluster:
    """Start, kill and stop nodes whose files lie in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "cluster.json"
        self._state = json.loads(self._file.read_text("utf-8")) if self._file.exists() else {}

    def url(self, *nodes: int) -> str:
        """Return the address of these nodes, of all when none is named."""
        ports = (self._state["http"] + number - 1 for number in nodes or NODES)
        return ",".join(f"http://127.0.0.1:{port}" for port in ports)

    def start(self) -> None:
        """Fetch what is needed, and start all nodes. Raises NotToBeHadError."""
        java, compiler = _java()
        self.folder.mkdir(parents=True, exist_ok=True)
        _fetch(self.folder)
        command = [
            compiler,
            "-cp",
            f"{self.folder}/lib/*",
            "-d",
            self.folder,
            HERE / "Launcher.java",
        ]
        subprocess.run(command, check=True, timeout=60)
        first = _free_ports(2 * len(NODES))
        self._state = {"java": java, "http": first, "transport": first + len(NODES), "pids": {}}
        for number in NODES:
            self.start_node(number)
        try:
            self.wait(len(NODES))
        except NotToBeHadError:
            self.stop()
            raise

    def start_node(self, number: int) -> None:
        """Start a node, for the first time or again."""
        state = self._state
        ports = [str(state["http"]), str(state["transport"])]
        with (self.folder / f"n{number}.log").open("ab") as log:
            process = subprocess.Popen(
                [
                    *(state["java"], f"-Xmx{_HEAP}", "-XX:TieredStopAtLevel=1"),
                    *(
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        f"{self.folder}:{self.folder}/lib/*",
                    ),
                    *("Launcher", f"{self.folder}/n{number}", str(number), str(len(NODES)), *ports),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process.returncode = 0  # it outlives us
        state["pids"][str(number)] = process.pid
        self._file.write_text(json.dumps(state), "utf-8")

    def kill(self, number: int) -> None:
        """End a node as a power cut would."""
        os.kill(self._state["pids"][str(number)], signal.SIGKILL)

    def wait(self, nodes: int, status: str = "yellow", seconds: float = _STARTING) -> None:
        """Wait until so many nodes are one cluster. Raises NotToBeHadError."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for number in NODES:
                asked = f"{self.url(number)}/_cluster/health?wait_for_status={status}&timeout=1s"
                with suppress(OSError, HTTPException), urlopen(asked, timeout=5) as answer:
                    if json.load(answer)["number_of_nodes"] >= nodes:
                        return
            time.sleep(0.5)
        raise NotToBeHadError(f"the nodes have not found each other; see {self.folder}/n1.log")

    def stop(self) -> None:
        """End all nodes."""
        for pid in self._state.get("pids", {}).values():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _java() -> tuple[str, str]:
    """Return a java and a javac that are new enough."""
    homes = [os.environ.get("JAVA_HOME"), *map(str, Path("/usr/lib/jvm").glob("*"))]
    found = [shutil.which("java"), *(f"{home}/bin/java" for home in homes if home)]
    for java in filter(None, found):
        compiler = f"{java}c"
        if Path(java).exists() and Path(compiler).exists():
            said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
            version = re.search(r'version "(\d+)', said.stderr)
            if version and int(version[1]) >= _JAVA:
                return java, compiler
    raise NotToBeHadError(f"there is no Java {_JAVA} or newer with its compiler")


def _fetch(folder: Path) -> None:
    """Have Maven put OpenSearch into a folder."""
    maven = shutil.which("mvn")
    if maven is None:
        raise NotToBeHadError("there is no Maven")
    command = [maven, "-q", "-B", "-f", HERE / "pom.xml", _COPY, "-DincludeScope=runtime"]
    command.append(f"-DoutputDirectory={folder}/lib")
    try:
        subprocess.run(command, check=True, timeout=_FETCHING, capture_output=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise NotToBeHadError(f"Maven could not fetch OpenSearch: {error}") from error


def _free_ports(wanted: int) -> int:
    """Return the first of a row of ports nobody listens on."""
    for first in range(19_200 + os.getpid() % 1_000 * 10, 32_000, wanted):
        with suppress(OSError):
            for port in range(first, first + wanted):
                with socket.socket() as taken:
                    taken.bind(("127.0.0.1", port))
            return first
    raise NotToBeHadError("there is no row of free ports")


def main() -> int:
    """Start or stop a cluster, as the command line says."""
    verb, folder = sys.argv[1:]
    cluster = Cluster(Path(folder).resolve())
    if verb == "stop":
        cluster.stop()
        return 0
    try:
        cluster.start()
    except NotToBeHadError as error:
        sys.stderr.write(f"No OpenSearch to test with: {error}\n")
        return 1
    sys.stdout.write(f"{cluster.url()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
