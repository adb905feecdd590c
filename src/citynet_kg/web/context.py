"""What a page needs to know of the request that asked for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, request

from citynet_kg.errors import BadParameterError, CityNetError
from citynet_kg.languages import DEFAULT, LANGUAGES

if TYPE_CHECKING:
    from citynet_kg.describe.list_tables import ListIndex
    from citynet_kg.describe.search import SearchIndex
    from citynet_kg.release import Release
    from citynet_kg.settings import Settings
    from citynet_kg.store import Store

_DAY_LENGTH = len("2025-01-31")
_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class RequestContext:
    """One request: in which language, for which day, and what it is answered from."""

    language: str
    language_chosen: bool
    """Whether the reader asked for the language; links keep it then."""
    at: dt.date | None
    page: int
    path: str
    arguments: tuple[tuple[str, str], ...]
    store: Store
    release: Release | None
    settings: Settings

    @property
    def search(self) -> SearchIndex:
        """The names of everything. Who asks before they have been read waits for them."""
        return current_app.extensions["search"]()  # type: ignore[no-any-return]

    @property
    def release_as_of(self) -> dt.date:
        """The day that "current" refers to."""
        return dt.date.fromisoformat(self.release.as_of) if self.release else dt.date.min


def lists() -> ListIndex:
    """The rows of all lists. Who asks before they have been read waits for them."""
    return current_app.extensions["lists"]()  # type: ignore[no-any-return]


def request_context() -> RequestContext:
    """Read the parameters that all pages share.

    Raises:
        BadParameterError: a language, a day or a page number that is none.
    """
    return _context(_language(), _day(), _page())


def lenient_context() -> RequestContext:
    """The same for a page that tells of an error, which may be in these very parameters."""
    try:
        language = _language()
    except CityNetError:
        language = (request.accept_languages.best_match(LANGUAGES) or DEFAULT, False)
    return _context(language, None, 1)


def _context(language: tuple[str, bool], at: dt.date | None, page: int) -> RequestContext:
    parts = current_app.extensions
    return RequestContext(
        language=language[0],
        language_chosen=language[1],
        at=at,
        page=page,
        path=request.path,
        arguments=tuple(request.args.items(multi=True)),
        store=parts["store"],
        release=parts["release"],
        settings=parts["settings"],
    )


def _language() -> tuple[str, bool]:
    wanted = request.args.get("lang")
    if wanted is None:
        return request.accept_languages.best_match(LANGUAGES) or DEFAULT, False
    if wanted not in LANGUAGES:
        raise BadParameterError("lang", f"{wanted!r} is not one of {', '.join(LANGUAGES)}.")
    return wanted, True


def _day() -> dt.date | None:
    text = request.args.get("at")
    if not text:
        return None
    try:
        if len(text) != _DAY_LENGTH:
            raise ValueError  # noqa: TRY301 - the same answer as for a day that does not exist
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadParameterError("at", f"{text!r} is not a day; write 2025-01-31.") from None


def whole_number(parameter: str, default: int = 0) -> int:
    """The value of a parameter that counts something.

    Raises:
        BadParameterError: not digits (of ASCII, which alone are meant), or too many of them.
    """
    text = request.args.get(parameter, str(default))
    if not (text.isascii() and text.isdigit()) or len(text) > _MOST_DIGITS:
        raise BadParameterError(parameter, f"{text[:20]!r} is not a whole number of at most {_MOST_DIGITS} digits.")
    return int(text)


def _page() -> int:
    page = whole_number("page", 1)
    if page == 0:
        raise BadParameterError("page", "'0' is not the number of a page.")
    return page
