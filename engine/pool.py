"""A batch over local processes, in order, that survives a worker that dies or hangs, and leaves none behind."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path

from engine.batch import Record, Result, at_fault, code_records
from engine.kernel import Kernel
from engine.solve import SECONDS
from engine.tables import Tables
from rules_dsl.library import PolicyLibrary

CHUNK = 32
AHEAD = 4
"""Chunks given out a worker; more would only sit in memory."""
START, SOLVES = 60.0, 3
"""Seconds that a process may take to start, and solves that a record may take: what lasts longer hangs."""
MOST_DEATHS = 25
"""Processes that may die before it is plainly not the records that they die of."""


class WorkersDie(RuntimeError):
    """Worker processes end one after another, whatever they work on."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a worker needs to build its kernel."""

    payer: str = ""
    policies: Path | None = None
    ptp_table: Path | None = None
    seconds: float = SECONDS
    today: date | None = None

    @property
    def patience(self) -> float:
        """Seconds without an answer after which a process is given up."""
        return START + SOLVES * self.seconds

    def kernel(self) -> Kernel:
        library = PolicyLibrary.load(self.policies) if self.policies else None
        tables = Tables.default().with_ptp(self.ptp_table) if self.ptp_table else None
        return Kernel(library, tables, self.seconds, self.today)


_setting = Setting()
_kernel: Kernel | None = None


def _start_worker(setting: Setting) -> None:
    global _setting
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and ends the pool
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    _setting = setting


def _end_with(parent: int) -> None:
    """Ends this process when the parent has ended, however that came about."""
    wait([parent])
    os._exit(1)


def _work(records: list[Record]) -> list[Result]:
    global _kernel
    _kernel = _kernel or _setting.kernel()
    return list(code_records(records, _kernel, _setting.payer))


Work = Callable[[list[Record]], list[Result]]


def code_in_pool(
    records: Iterable[Record], setting: Setting, jobs: int, work: Work = _work, chunk: int = CHUNK
) -> Generator[Result, None, None]:
    """As `code_records` with `jobs` processes: the same results in the same order.

    When a worker dies or gives no answer, the chunks it may have died of are tried again in a process of their own,
    record by record if need be; a record that ends or holds up its process is reported as our fault, and the others
    are coded.
    """
    source = iter(records)
    chunks = iter(lambda: list(islice(source, chunk)), [])
    waiting: deque[tuple[list[Record], Future[list[Result]]]] = deque()
    pool = _pool(setting, jobs)
    deaths = 0
    try:
        while True:
            while len(waiting) < jobs * AHEAD and (part := next(chunks, None)) is not None:
                waiting.append((part, _submitted(pool, work, part)))
            if not waiting:
                pool.shutdown()
                return
            part, future = waiting.popleft()
            try:
                results = future.result(setting.patience)
            except (BrokenProcessPool, TimeoutError):
                _end(pool)
                results = _alone(part, setting, work)
                deaths += 1 + sum(result.our_fault for result in results)
                if deaths > MOST_DEATHS:
                    raise WorkersDie(f"{deaths} worker processes ended without an answer") from None
                pool = _pool(setting, jobs)
                waiting = deque((p, f if _done(f) else _submitted(pool, work, p)) for p, f in waiting)
            yield from results
    except BaseException:
        _end(pool)
        raise


def _end(pool: ProcessPoolExecutor) -> None:
    """Ends a pool and its processes at once, whatever they are at."""
    workers = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        worker.kill()


def _pool(setting: Setting, jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, get_context("spawn"), _start_worker, (setting,))


def _submitted(pool: ProcessPoolExecutor, work: Work, part: list[Record]) -> Future[list[Result]]:
    try:
        return pool.submit(work, part)
    except BrokenProcessPool as error:
        failed: Future[list[Result]] = Future()
        failed.set_exception(error)
        return failed


def _done(future: Future[list[Result]]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _alone(part: list[Record], setting: Setting, work: Work) -> list[Result]:
    """A chunk in a process of its own; halved as long as that process dies, down to the record that it dies of."""
    pool = _pool(setting, 1)
    try:
        return pool.submit(work, part).result(setting.patience)
    except (BrokenProcessPool, TimeoutError) as error:
        if len(part) == 1:
            hangs = f"no answer within {setting.patience:.0f} seconds"
            what = "the process ended without an answer" if isinstance(error, BrokenProcessPool) else hangs
            return [at_fault(part[0], what)]
        middle = len(part) // 2
        return _alone(part[:middle], setting, work) + _alone(part[middle:], setting, work)
    finally:
        _end(pool)
