"""What the server loads when it also does the work that runs by itself: the pages, and a worker beside them.

Loading it begins the work, once in each process that serves; each job goes to one of them at a time."""

from __future__ import annotations

from hjemmel.web.serving import application as pages

# Models can be imported only when Django is ready.
# isort: split
from hjemmel.desk import worker

application = pages
worker.begin()
