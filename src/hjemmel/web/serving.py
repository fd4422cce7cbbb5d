"""What the server loads when the work that runs by itself is done elsewhere: the pages, and the web log of those it shows.

Loading it begins the log, once in each process that serves."""

from __future__ import annotations

from hjemmel.web.wsgi import application as pages

# Models can be imported only when Django is ready.
# isort: split
from hjemmel.desk import web_log

application = pages
web_log.begin()
