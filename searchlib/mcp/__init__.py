"""What do assistants get, over the Model Context Protocol? Methods of Index as read-only tools.

`serving.py` makes the server of one index, `answers.py` says what its tools return. Needs the
extra ``mcp``: the protocol's official SDK (https://modelcontextprotocol.io).
"""
