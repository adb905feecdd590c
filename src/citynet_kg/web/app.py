"""The Flask application."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

from flask import Flask

from citynet_kg.describe.kept_answers import KeptAnswers
from citynet_kg.describe.list_tables import ListIndex
from citynet_kg.describe.search import SearchIndex
from citynet_kg.query import QueryRequest, answer
from citynet_kg.query.formats import RESULT_FORMATS, format_named
from citynet_kg.web import documents, graph_store, headers, listing, metadata, openapi, pages, problems, sparql

if TYPE_CHECKING:
    from collections.abc import Callable

    from citynet_kg.query import Answer
    from citynet_kg.release import Release
    from citynet_kg.settings import Settings
    from citynet_kg.store import Store

T = TypeVar("T")


def create_app(
    store: Store,
    release: Release | None,
    settings: Settings,
    ask: Callable[[QueryRequest], Answer] | None = None,
    ask_ahead: Callable[[QueryRequest], Answer] | None = None,
) -> Flask:
    """Make the application.

    Args:
        store: what is served.
        release: the release that the store holds; None if given files are served as they are.
        settings: how.
        ask: evaluates strangers' queries in other processes; in this one if None, which is for tests alone.
        ask_ahead: the same for answers that are kept.
    """
    app = Flask(__name__, static_folder="static", static_url_path="/static")
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False  # else //host/path leads to a redirect that the client's Host header is part of
    app.config["MAX_CONTENT_LENGTH"] = settings.body_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.body_bytes
    app.extensions |= {"store": store, "release": release, "settings": settings}
    app.extensions |= {"search": _made_once(lambda: SearchIndex(store)), "lists": _made_once(lambda: ListIndex(store))}
    app.extensions["kept"] = KeptAnswers(store, None if ask_ahead is None else _as_json(ask_ahead))
    app.extensions["ask"] = ask or (lambda request: answer(store, request, settings))
    for part in (documents, graph_store, listing, metadata, openapi, pages, sparql):
        app.register_blueprint(part.blueprint)
    headers.register(app)
    problems.register(app)
    return app


def _as_json(ask: Callable[[QueryRequest], Answer]) -> Callable[[str], bytes]:
    form = format_named("json", RESULT_FORMATS)
    return lambda text: ask(QueryRequest(text, form)).body


def _made_once(make: Callable[[], T]) -> Callable[[], T]:
    """Make something once; who asks for it meanwhile waits for it."""
    lock, made = threading.Lock(), list[T]()

    def get() -> T:
        with lock:
            if not made:
                made.append(make())
        return made[0]

    return get
