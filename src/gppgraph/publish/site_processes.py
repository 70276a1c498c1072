"""Parts of the work on a site in processes of their own.

They inherit the data in memory.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..errors import OutputError


@contextmanager
def beside(work: Callable[[], None]) -> Iterator[None]:
    """Do some work in another process while the block runs.

    Both are done in the end.

    Where the system cannot copy a process, the work is done first.

    Raises:
        OutputError: the work failed; its process has said why on stderr.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        work()
        yield
        return
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    try:
        yield
    except BaseException:
        process.terminate()
        raise
    finally:
        process.join()
    if process.exitcode:
        raise OutputError("a part of the site could not be written.")
