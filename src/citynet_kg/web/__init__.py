"""Answer HTTP requests: read the request, call one function, write the answer.

Not here: SPARQL text that asks about the model, triple patterns, reading of `data/`. What a page shows is decided in
`describe`; what is fit to be served, in `validate`.
"""

from citynet_kg.web.app import create_app

__all__ = ["create_app"]
