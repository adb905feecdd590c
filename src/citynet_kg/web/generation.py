"""Everything that serves one release: its store, its pages, its query workers, its cache.

When a new release appears, a new generation is made beside the old one and takes over; the old one ends when its last
request has been answered.
"""

from __future__ import annotations

import asyncio
import gc
import hashlib
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from a2wsgi import WSGIMiddleware

from citynet_kg.errors import BuildError, ServiceBusyError
from citynet_kg.federation import Federation
from citynet_kg.query.pool import QueryPool
from citynet_kg.query.turns import RETRY_AFTER
from citynet_kg.release import open_release
from citynet_kg.store import load_files, load_release
from citynet_kg.web.app import create_app
from citynet_kg.web.cache import AnswerCache

if TYPE_CHECKING:
    from collections.abc import Iterable

    from citynet_kg.describe.kept_answers import KeptAnswers
    from citynet_kg.query import Answer, QueryRequest
    from citynet_kg.release import Release
    from citynet_kg.settings import Settings
    from citynet_kg.web.observing import Metrics

_LOG = logging.getLogger("citynet_kg.web")
_PAGE_THREADS = 8
_DOWNLOAD_THREADS = 32
_PAGES = "pages"
_PIECE = 1 << 20


class Generation:
    """One release, or some given files, ready to be served. Made in a thread, used in the event loop."""

    def __init__(self, source: str, settings: Settings, metrics: Metrics) -> None:
        """Load what `source` names: the folder of a release, or files joined by the path separator."""
        self.settings, self.metrics = settings, metrics
        self._zygote: subprocess.Popen[bytes] | None = None
        self._private = tempfile.mkdtemp(prefix="citynet-")
        folder = Path(source)
        self._environment = {"CITYNET_RELEASE": source} if folder.is_dir() else {"CITYNET_DATA": source}
        self._launch_zygote()  # it loads while this process does
        gc.disable()  # while there are only new things, which all stay
        try:
            if folder.is_dir():
                release = open_release(folder)
                self.release: Release | None = release
                self.store = load_release(release)
                self.digest = release.digest
            else:
                files = [Path(p) for p in source.split(os.pathsep)]
                self.release = None
                self.store = load_files(files)
                self.digest = _digest_of(files)
            ahead = self._ask_ahead if settings.query_workers > 1 else None  # an only worker is for those who ask
            app = create_app(self.store, self.release, settings, self._ask_from_a_thread, ahead)
            self._kept: KeptAnswers = app.extensions["kept"]
            for index in ("search", "lists"):  # while the zygote loads; a page that waits for them is no page
                app.extensions[index]()
            _set_aside()
            self._await_zygote()
        except BaseException:
            self._end_zygote()
            raise
        finally:
            gc.enable()
        self.cache = AnswerCache(settings.cache_bytes)
        self.in_flight = 0
        self._asking = threading.BoundedSemaphore(_PAGE_THREADS // 2)
        self._loop: asyncio.AbstractEventLoop | None = None
        self.pages = WSGIMiddleware(app, workers=_PAGE_THREADS)  # type: ignore[arg-type]
        # a file is sent as slowly as its client takes it, and holds a thread until the end
        self.downloads = WSGIMiddleware(app, workers=_DOWNLOAD_THREADS)  # type: ignore[arg-type]
        self.pool = QueryPool(self._address, settings)
        self.federation = Federation(self.pool, settings)

    @property
    def _address(self) -> str:
        return str(Path(self._private) / "query")

    def _launch_zygote(self) -> None:
        """Start the process that query workers are forked from."""
        Path(self._address).unlink(missing_ok=True)
        command = [sys.executable, "-m", "citynet_kg.query.zygote", self._address]
        environment = {**os.environ, **self._environment}
        self._zygote = subprocess.Popen(command, env=environment)  # noqa: S603 - our own module

    def _await_zygote(self) -> None:
        while not Path(self._address).exists():
            if self._zygote is None or self._zygote.poll() is not None:
                raise BuildError("The query workers could not be started.")
            time.sleep(0.02)

    def _end_zygote(self) -> None:
        if self._zygote is not None:
            self._zygote.terminate()
            self._zygote.wait()
        shutil.rmtree(self._private, ignore_errors=True)

    def enter(self) -> None:
        """Belong to the running event loop from now on, and read what is kept in memory while pages are answered."""
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read_ahead, name="read-ahead", daemon=True).start()

    def _read_ahead(self) -> None:
        """Evaluate the questions whose answers are kept; who needs one meanwhile waits for it."""
        try:
            self._kept.read_all()
            _set_aside()
        except Exception:  # noqa: BLE001 - it is tried again, and told, when somebody asks
            _LOG.exception("Answers could not be read ahead")

    def mend(self) -> None:
        """Start the workers' process anew if it has ended."""
        if self._zygote is not None and self._zygote.poll() is not None:
            self._launch_zygote()
            self._await_zygote()

    def _ask_from_a_thread(self, request: QueryRequest) -> Answer:
        """Let a page ask the workers what a person typed. Threads are kept free for pages that ask nothing."""
        if self._loop is None:
            raise BuildError("The service has not started yet.")
        if not self._asking.acquire(blocking=False):
            raise ServiceBusyError(RETRY_AFTER)
        try:
            return asyncio.run_coroutine_threadsafe(self._asked(request), self._loop).result()
        finally:
            self._asking.release()

    def _ask_ahead(self, request: QueryRequest) -> Answer:
        """Let a worker answer what will be kept; it takes no thread from pages."""
        if self._loop is None:
            raise BuildError("The service has not started yet.")
        return asyncio.run_coroutine_threadsafe(self._asked(request), self._loop).result()

    async def _asked(self, request: QueryRequest) -> Answer:
        request, seconds = await self.federation.resolve(request, _PAGES, None)
        return await self.pool.answer(request, _PAGES, seconds)

    async def retire(self) -> None:
        """Wait until the last request has been answered, then end."""
        until = time.monotonic() + self.settings.deadline + 5
        while self.in_flight and time.monotonic() < until:  # noqa: ASYNC110 - a few tenths of a second do not matter here
            await asyncio.sleep(0.1)
        self.federation.close()
        self.pool.close()
        await asyncio.to_thread(self._end_zygote)
        gc.unfreeze()


def _set_aside() -> None:
    """Let the garbage collector pass over all that is there now: else it looks at the whole release again and again."""
    gc.collect()
    gc.freeze()


def _digest_of(files: Iterable[Path]) -> str:
    """The digest of the content of files, one after the other."""
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
    return digest.hexdigest()
