"""What import contracts cannot tell of the layers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SPARQL = re.compile(r"\b(SELECT|CONSTRUCT|ASK|DESCRIBE)\b[^\n]*\{")


def test_web_holds_no_queries(root: Path) -> None:
    """What is asked of the store stands in `describe` and in the named questions."""
    modules = sorted((root / "src" / "citynet_kg" / "web").glob("*.py"))
    assert modules
    assert [m.name for m in modules if _SPARQL.search(m.read_text("utf-8"))] == []
