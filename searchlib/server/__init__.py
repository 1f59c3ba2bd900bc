"""What does a browser, or another program, get over HTTP? The methods of Index, and a page.

`application.py` makes the web application of one index, `listening.py` serves it. Needs the extra
``server``: Starlette, uvicorn and Jinja2.
"""
