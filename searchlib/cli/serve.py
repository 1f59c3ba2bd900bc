"""``searchlib serve``: search from a browser, and over HTTP."""

from __future__ import annotations

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.search import build_first
from searchlib.cli.terminal import say


@click.command("serve")
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen at.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    metavar="N",
    help="The port to listen at; 0 takes one that is free.",
)
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="Answer under this name, too: that of a proxy. May be given several times.",
)
@click.option(
    "--cors",
    multiple=True,
    metavar="ORIGIN",
    help="Let pages of this origin ask, such as https://example.org. May be given several times.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How long an answer may take.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="How many processes answer.",
)
@options.index
@options.documents
def command(
    host: str,
    port: int,
    hosts: tuple[str, ...],
    cors: tuple[str, ...],
    timeout: float,
    workers: int,
    index: str,
    documents: str,
) -> int:
    """Serve the index to browsers and other programs, until Ctrl-C.

    The page is at /, JSON at /search, /facets and /records/ID, described by /openapi.json.
    A new index is taken up as soon as it is built. Only this computer can connect, unless
    --host says otherwise; queries are not logged. Needs: pip install 'searchlib[server]'

    \b
    Examples:
      searchlib serve
      searchlib serve --port 8080
      searchlib serve --host 0.0.0.0 --allow-host archive.example.org
      curl 'http://127.0.0.1:8000/search?q=Корея&facet=year' | jq .total
    """
    try:
        from searchlib.server.application import Settings
        from searchlib.server.listening import serve
    except ModuleNotFoundError as error:
        if error.name not in ("jinja2", "starlette", "uvicorn"):
            raise
        raise searchlib.UsageError(
            f"serve needs {error.name}. Run: pip install 'searchlib[server]'"
        ) from error
    build_first(index, documents)
    settings = Settings(seconds=timeout, hosts=hosts, cors=cors)
    serve(index, host, port, workers=workers, settings=settings, say=say)
    return 0
