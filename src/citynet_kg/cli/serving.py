"""`citynet serve`."""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from granian import Granian
from granian.constants import Interfaces

from citynet_kg import pipeline
from citynet_kg.cli.progress import Progress
from citynet_kg.errors import BuildError
from citynet_kg.release import open_current
from citynet_kg.settings import PUBLIC_URL, settings_from
from citynet_kg.store import stream_file

if TYPE_CHECKING:
    from citynet_kg.layout import Layout
    from citynet_kg.release import Release


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port to listen on.")
@click.option(
    "--data",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Serve this RDF file as it is, without a build. May be repeated.",
)
@click.option("--public-url", default=PUBLIC_URL, show_default=True, help="Prefix of absolute links.")
@click.option("--federate", multiple=True, metavar="URL", help="An endpoint that SERVICE may name. May be repeated.")
@click.option(
    "--mirror",
    multiple=True,
    nargs=2,
    metavar="URL MIRROR",
    help="Allow the endpoint URL, and send its queries to MIRROR. May be repeated.",
)
@click.option(
    "--contact", default="", envvar="CITYNET_CONTACT", help="Where errors are reported: e-mail or web address."
)
@click.option("--log-requests", is_flag=True, help="Write a line for each request to standard error.")
@click.option("--trust-proxy", is_flag=True, help="Take clients' addresses from X-Forwarded-For.")
@click.pass_obj
def serve_command(layout: Layout, /, host: str, port: int, data: tuple[Path, ...], **options: Any) -> None:
    """Serve pages, linked data and SPARQL. Builds first if there is no release yet.

    A release that data/, ontology/, shapes/ or the program have left behind is served all the same, and said to be so:
    citynet build makes a new one, and the service takes it over as soon as it is built. SIGTERM and Ctrl-C end the
    service when the requests under way have been answered.
    """
    if not host.strip():
        raise click.BadParameter("Write an address, such as 127.0.0.1.", param_hint="--host")
    address = _free_address(host, port)
    settings_from(os.environ)
    if data:
        for file in data:  # so that a broken file is told here, with line and column, and not by a worker
            deque(stream_file(file), maxlen=0)
        what = f"{len(data)} file(s)"
    else:
        release = open_current(layout)
        if release is None:
            click.echo("No release yet: building one.", err=True)
            with Progress(pipeline.STAGES) as progress:
                release = pipeline.build(layout, talk=progress)
        elif layout.data.is_dir():  # told while the service loads: it is served either way
            threading.Thread(target=_tell_if_left_behind, args=(layout, release)).start()
        what = f"release {release.digest}"
    os.environ |= {
        "CITYNET_RELEASE": "" if data else str(layout.current),
        "CITYNET_DATA": os.pathsep.join(str(path.resolve()) for path in data),
        "CITYNET_PUBLIC_URL": options["public_url"].rstrip("/"),
        "CITYNET_FEDERATE": " ".join((*options["federate"], os.environ.get("CITYNET_FEDERATE", ""))).strip(),
        "CITYNET_MIRRORS": " ".join((*map(" ".join, options["mirror"]), os.environ.get("CITYNET_MIRRORS", ""))).strip(),
        "CITYNET_CONTACT": options["contact"],
    }
    for name in ("log_requests", "trust_proxy"):
        if options[name]:
            os.environ[f"CITYNET_{name.upper()}"] = "yes"
    server = Granian(
        "citynet_kg.web.asgi:application",
        address=address,
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,
        websockets=False,
        log_level="warning",  # type: ignore[arg-type]
    )
    click.echo(f"Serving {what} at http://{f'[{host}]' if ':' in host else host}:{port}/", err=True)
    server.serve()


def _tell_if_left_behind(layout: Layout, release: Release) -> None:
    if not pipeline.is_up_to_date(layout, release):
        click.echo(
            "This release is not known to be what data/, ontology/ and shapes/ hold now."
            " Run: citynet build. The service takes the new release over.",
            err=True,
        )


def _free_address(host: str, port: int) -> str:
    """The number of an address, which may be given by name and at which nobody else listens."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, *_, place = min(found, key=lambda entry: entry[0] != socket.AF_INET)
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except UnicodeError:
        raise BuildError(f"Cannot listen on {host}: that is no name of a host. Choose another with --host.") from None
    except OSError as error:
        hint = "Choose another with --port." if error.errno == errno.EADDRINUSE else "Choose another with --host."
        raise BuildError(f"Cannot listen on {host} port {port}: {error.strerror}. {hint}") from None
    return str(place[0])
