"""What the server loads when it also does the work that runs by itself: the pages, and a worker beside them.

Loading it begins the work, once in each process that serves; the jobs go to one of them at a time."""

from __future__ import annotations

from threading import Event, Thread

from hjemmel.web.wsgi import application as pages

# Models can be imported only when Django is ready.
# isort: split
from hjemmel.desk import worker

application = pages


def begin() -> Thread:
    """The worker, in a thread that ends with the process: what it was doing is gone on with by the next."""
    working = Thread(target=worker.work, args=(Event(),), name="work", daemon=True)
    working.start()
    return working


begin()
