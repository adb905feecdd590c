"""What every answer has to be, whatever the request was."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.clients.serving import Answer

CASES = int(os.environ.get("CITYNET_FUZZ_CASES") or 300)
RANDOM = "CITYNET_FUZZ_CASES" in os.environ
"""Whether each run tries other cases; the default run tries the same ones everywhere."""
QUERY_STATUSES = frozenset({200, 400, 403, 404, 406, 413, 414, 415, 429, 431, 503, 504})
HTTP_STATUSES = QUERY_STATUSES | {204, 206, 301, 303, 304, 308, 405, 410, 411, 412, 416, 417}
# What a stranger has no business to see: code of ours, paths of this machine.
_PLACES = b"|".join(re.escape(str(p).encode()) for p in (ROOT, tempfile.gettempdir(), Path.home(), sys.prefix))
_INSIDES = re.compile(rb"Traceback|site-packages|File \"|panicked|\.rs:\d|/home/|citynet_kg\.|root:x:0|" + _PLACES)


def check(answer: Answer, allowed: frozenset[int], *, sent_path: bytes = b"") -> None:
    """Fail unless an answer is a documented one, and whole or known to be cut.

    Args:
        answer: what came back.
        allowed: statuses.
        sent_path: a text that the request held itself, which may come back.
    """
    told = answer.body[:2000]
    assert answer.status in allowed, f"{answer.status}: {told!r}"
    if answer.status < 400:
        return
    assert not answer.broken, f"{answer.status}: the body of an error is cut: {told!r}"
    assert not _INSIDES.search(answer.body.replace(sent_path, b"") if sent_path else answer.body), told
    if answer.media_type == "text/html" or not answer.headers.get("Content-Length", "1").strip("0"):
        return
    assert answer.media_type == "application/problem+json", f"{answer.status} as {answer.media_type}: {told!r}"
    problem = json.loads(answer.body)
    assert problem["status"] == answer.status
    assert problem["title"]
    if answer.status in (429, 503):
        assert answer.headers["Retry-After"], "no Retry-After"
