"""Show that long work goes on: a bar on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

_WIDTH = 20


class Progress:
    """Told which step begins; a step is `stage: detail`, the stages are known."""

    def __init__(self, stages: Sequence[str], stream: TextIO | None = None) -> None:
        self._stages, self._stream = list(stages), stream or sys.stderr
        self._step, self._began = "", time.monotonic()
        self._done = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True) if self._stream.isatty() else None

    def __enter__(self) -> Self:
        if self._ticker is not None:
            self._ticker.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._ticker is not None:
            self._ticker.join()
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def __call__(self, step: str) -> None:
        """A step begins."""
        self._step = step
        if self._ticker is None:
            print(f"{time.monotonic() - self._began:6.1f} s  {step}", file=self._stream, flush=True)

    def _tick(self) -> None:
        while not self._done.wait(0.2):
            stage = self._step.split(":")[0]
            done = self._stages.index(stage) if stage in self._stages else 0
            filled = round(_WIDTH * done / len(self._stages))
            bar = "#" * filled + "-" * (_WIDTH - filled)
            seconds = time.monotonic() - self._began
            self._stream.write(f"\r\x1b[K[{bar}] {seconds:4.0f} s  {self._step}"[:110])
            self._stream.flush()
