"""``searchlib mcp``: let assistants search, read and verify, over the Model Context Protocol."""

from __future__ import annotations

from pathlib import Path

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.search import build_first


@click.command("mcp")
@options.index
@options.documents
def command(index: str, documents: str) -> int:
    """Serve the index to assistants as read-only tools, over standard input and output.

    Tools: search, get_record, concordance, verify_quotation (https://modelcontextprotocol.io).
    A client starts this command by itself, and ends it. A new index is taken up as soon as it
    is built. Needs: pip install 'searchlib[mcp]'

    \b
    Examples:
      searchlib mcp
      searchlib mcp --index /path/to/index

    \b
    In the settings of a client (JSON):
      {"mcpServers": {"archive": {
        "command": "searchlib", "args": ["mcp", "--index", "/path/to/index"]}}}
    """
    try:
        from searchlib.mcp.serving import server
    except ImportError as error:
        if (error.name or "").split(".")[0] not in ("mcp", "mcp_types", "pydantic"):
            raise
        raise searchlib.UsageError(
            "mcp needs the SDK. Run: pip install 'searchlib[mcp]'"
        ) from error
    build_first(index, documents)
    server(Path(index)).run("stdio")
    return 0
