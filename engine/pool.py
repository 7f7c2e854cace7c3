"""A batch over local processes, in order, that survives a worker that dies."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from engine.batch import Record, Result, at_fault, code_records
from engine.kernel import Kernel
from engine.solve import SECONDS
from engine.tables import Tables
from rules_dsl.library import PolicyLibrary

CHUNK = 32
AHEAD = 4
"""Chunks given out a worker; more would only sit in memory."""
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

    def kernel(self) -> Kernel:
        library = PolicyLibrary.load(self.policies) if self.policies else None
        tables = Tables.default().with_ptp(self.ptp_table) if self.ptp_table else None
        return Kernel(library, tables, self.seconds)


_worker: tuple[Kernel, str] | None = None


def _start_worker(setting: Setting) -> None:
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and ends the pool
    _worker = (setting.kernel(), setting.payer)


def _work(records: list[Record]) -> list[Result]:
    assert _worker is not None
    kernel, payer = _worker
    return list(code_records(records, kernel, payer))


Work = Callable[[list[Record]], list[Result]]


def code_in_pool(
    records: Iterable[Record], setting: Setting, jobs: int, work: Work = _work, chunk: int = CHUNK
) -> Iterator[Result]:
    """As `code_records` with `jobs` processes: the same results in the same order.

    When a worker dies, the chunks it may have died of are tried again in a process of their own, record by record if
    need be; a record that ends its process is reported as our fault, and the others are coded.
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
                return
            part, future = waiting.popleft()
            try:
                results = future.result()
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                results = _alone(part, setting, work)
                deaths += 1 + sum(result.our_fault for result in results)
                if deaths > MOST_DEATHS:
                    raise WorkersDie(f"{deaths} worker processes ended without an answer") from None
                pool = _pool(setting, jobs)
                waiting = deque((p, f if _done(f) else _submitted(pool, work, p)) for p, f in waiting)
            yield from results
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


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
        return pool.submit(work, part).result()
    except BrokenProcessPool:
        if len(part) == 1:
            return [at_fault(part[0], "the process ended without an answer")]
        middle = len(part) // 2
        return _alone(part[:middle], setting, work) + _alone(part[middle:], setting, work)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
