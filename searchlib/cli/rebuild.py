"""``searchlib rebuild``: build the index anew from all documents."""

from __future__ import annotations

import click

from searchlib.cli import options
from searchlib.cli.index import build


@click.command("rebuild")
@click.argument("documents_folder", type=options.FOLDER, required=False, metavar="[FOLDER]")
@click.option(
    "--engine",
    metavar="ENGINE",
    help="Keep the index in this engine from now on: whoosh, tantivy, opensearch.",
)
@click.option(
    "--url",
    metavar="URL",
    help="Where the engine opensearch answers, and under which name:"
    " https://HOST:9200/NAME, several with commas between them.",
)
@options.workers
@options.wait
@options.index
@options.documents
def command(
    documents_folder: str | None,
    engine: str | None,
    url: str | None,
    workers: int,
    wait: float,
    index: str,
    documents: str,
) -> int:
    """Read every file under FOLDER (default: documents) again, and build a new index.

    It is built beside the old one, which answers until the new one is complete; whoever
    has the old one open goes on reading it.

    \b
    Examples:
      searchlib rebuild
      searchlib rebuild --engine tantivy
      searchlib rebuild --engine opensearch --url https://search.example.org:9200/cables
      searchlib rebuild ~/archive/cables --index ~/archive/index
    """
    documents = documents_folder or documents
    return build(documents, index, engine=engine, url=url, rebuild=True, workers=workers, wait=wait)
