"""`citynet serve`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from granian import Granian
from granian.constants import Interfaces

from citynet_kg import pipeline
from citynet_kg.cli.progress import Progress
from citynet_kg.errors import BuildError
from citynet_kg.release import open_current
from citynet_kg.settings import PUBLIC_URL
from citynet_kg.store import load_files

if TYPE_CHECKING:
    from citynet_kg.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

_THREADS = 4


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option(
    "--data",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Serve this RDF file as it is, without a build. May be repeated.",
)
@click.option("--public-url", default=PUBLIC_URL, show_default=True, help="Prefix of absolute links.")
@click.option(
    "--contact", default="", envvar="CITYNET_CONTACT", help="Where people report errors: an e-mail or web address."
)
@click.pass_obj
def serve_command(layout: Layout, host: str, port: int, data: tuple[Path, ...], public_url: str, contact: str) -> None:
    """Serve pages, linked data and SPARQL. Builds first if there is no release yet.

    SIGTERM and Ctrl-C end it cleanly.
    """
    _require_free(host, port)
    release = None
    if data:
        load_files(data)  # so that a broken file is told here, with line and column, and not by a worker
        what = f"{len(data)} file(s)"
    else:
        release = open_current(layout)
        if release is None:
            click.echo("No release yet: building one.", err=True)
            with Progress(pipeline.STAGES) as progress:
                release = pipeline.build(layout, talk=progress)
        what = f"release {release.digest}"
    os.environ |= {
        "CITYNET_RELEASE": str(release.folder) if release else "",
        "CITYNET_DATA": os.pathsep.join(str(path.resolve()) for path in data),
        "CITYNET_PUBLIC_URL": public_url.rstrip("/"),
        "CITYNET_CONTACT": contact,
    }
    with tempfile.TemporaryDirectory(prefix="citynet-") as private, _zygote(Path(private) / "query") as address:
        os.environ["CITYNET_QUERY_SOCKET"] = address
        server = Granian(
            "citynet_kg.web.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            factory=True,
            workers=1,
            blocking_threads=_THREADS,
            websockets=False,
            log_level="warning",  # type: ignore[arg-type]
        )
        click.echo(f"Serving {what} at http://{f'[{host}]' if ':' in host else host}:{port}/", err=True)
        server.serve()


@contextmanager
def _zygote(socket_path: Path) -> Iterator[str]:
    """Start the process that query workers are forked from, and end it in the end."""
    process = subprocess.Popen([sys.executable, "-m", "citynet_kg.query.zygote", str(socket_path)])  # noqa: S603 - our own module
    try:
        while not socket_path.exists():
            if process.poll() is not None:
                raise BuildError("The query workers could not be started.")
            time.sleep(0.02)
        yield str(socket_path)
    finally:
        process.terminate()
        process.wait()


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            hint = "Choose another with --port." if error.errno == 98 else "Choose another with --host."  # noqa: PLR2004 - EADDRINUSE
            raise BuildError(f"Cannot listen on {host} port {port}: {error.strerror}. {hint}") from None
